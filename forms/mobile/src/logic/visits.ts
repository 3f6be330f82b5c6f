/** The state of a visit as the auditor sees it, made of what the phone holds and what the server said last. */
import type { Assignment, PhotoClaim, PhotoCount, Returned, SubmissionBody } from "../contract";
import type { PhotoRecord, VisitRecord } from "../store/records";
import { observedOf } from "./observed";
import { photosOf } from "./queue";

export type Shown = "new" | "open" | "returned" | "sending" | "sent";

export interface VisitView {
  shown: Shown;
  photos: { arrived: number; expected: number };
  /** The words of the submission have been received. */
  received: boolean;
  returned: Returned | null;
}

function countHere(visit: VisitRecord, photos: PhotoRecord[]): VisitView["photos"] {
  const mine = photosOf(visit.id, photos);
  return {
    arrived: mine.filter((photo) => photo.state === "arrived").length,
    expected: mine.length,
  };
}

function countThere(count: PhotoCount | undefined): VisitView["photos"] {
  return { arrived: count?.arrived ?? 0, expected: count?.expected ?? 0 };
}

/** The server has sent back the submission that the phone knows as its last one. */
export function wasReturned(assignment: Assignment, visit: VisitRecord | null): boolean {
  const there = assignment.visit;
  if (there?.state !== "returned") return false;
  return visit === null || (visit.sealed !== null && visit.sealed.number <= there.submission);
}

export function viewOf(
  assignment: Assignment,
  visit: VisitRecord | null,
  photos: PhotoRecord[],
): VisitView {
  const there = assignment.visit;
  const returned = visit?.returned ?? there?.returned ?? null;
  if (wasReturned(assignment, visit))
    return { shown: "returned", photos: countThere(there?.photos), received: true, returned };
  if (visit?.sealed) {
    const shown = visit.complete ? "sent" : "sending";
    const received = visit.sealed.receipt !== null;
    return { shown, photos: countHere(visit, photos), received, returned };
  }
  if (visit) {
    const shown = visit.returned ? "returned" : "open";
    return { shown, photos: countHere(visit, photos), received: false, returned };
  }
  if (!there)
    return { shown: "new", photos: countThere(undefined), received: false, returned: null };
  if (there.state === "draft")
    return { shown: "open", photos: countThere(there.photos), received: false, returned: null };
  const shown = there.photos.arrived < there.photos.expected ? "sending" : "sent";
  return { shown, photos: countThere(there.photos), received: true, returned: null };
}

/** Items that were sent back and have not been touched since the visit was taken up again. */
export function pendingRemarks(visit: VisitRecord | null): ReadonlySet<string> {
  if (!visit?.returned) return new Set();
  const { answers, returned, reopened } = visit;
  const untouched = returned.items.filter(
    ({ item }) => (answers[item]?.at ?? "") < (reopened ?? ""),
  );
  return new Set(untouched.map(({ item }) => item));
}

/** The claims in the order of the answers that name them. */
export function claimsOf(visit: VisitRecord, photos: PhotoRecord[]): PhotoClaim[] {
  const known = new Map(photosOf(visit.id, photos).map((photo) => [photo.id, photo]));
  return Object.values(visit.answers)
    .flatMap((answer) => answer.photos ?? [])
    .map((id) => known.get(id))
    .filter((photo) => photo !== undefined)
    .map(claim);
}

export function claim(photo: PhotoClaim): PhotoClaim {
  const { id, item, sha256, bytes, type, taken_at } = photo;
  const { latitude, longitude, accuracy_m, width, height, marks } = photo;
  return {
    id,
    item,
    sha256,
    bytes,
    type,
    taken_at,
    latitude,
    longitude,
    accuracy_m,
    width,
    height,
    ...(marks?.length ? { marks } : {}),
  };
}

/** `offset` is the server's clock minus the phone's, ms. */
export function bodyOf(
  visit: VisitRecord,
  photos: PhotoRecord[],
  now: string,
  offset: number,
): SubmissionBody {
  return {
    assignment: visit.assignment,
    checklist_version: visit.checklist_version,
    started_at: visit.started_at,
    finished_at: now,
    device_time: now,
    answers: visit.answers,
    photos: claimsOf(visit, photos),
    ...observedOf(visit, offset),
  };
}
