/** The mirror of the phone's store that the pages are drawn from. Tabs tell each other when it has changed. */
import { batch, computed, signal } from "@preact/signals";
import { assignmentsOf } from "../store/assignments";
import { photosOfPerson } from "../store/photos";
import type { AssignmentRecord, PhotoRecord, VisitRecord } from "../store/records";
import { visitsOf } from "../store/visits";
import { person } from "./session";
import { hear, tell } from "./tabs";

export const assignments = signal<AssignmentRecord[]>([]);
export const visits = signal<VisitRecord[]>([]);
export const photos = signal<PhotoRecord[]>([]);
export const loaded = signal(false);
/** The last list came from the server in this run of the page. */
export const fresh = signal<"no" | "asking" | "yes" | "failed" | "not_auditor">("no");
/** Photos being made ready right now. */
export const preparing = signal(0);

export const unsent = computed(
  () =>
    visits.value.filter((visit) => visit.sealed && !visit.sealed.receipt).length +
    photos.value.filter((photo) => photo.state !== "arrived" && !photo.removed && photo.here)
      .length,
);

export async function reload(): Promise<void> {
  const id = person.value?.id;
  if (!id) return;
  const [list, all, pictures] = await Promise.all([
    assignmentsOf(id),
    visitsOf(id),
    photosOfPerson(id),
  ]);
  if (person.value?.id !== id) return;
  batch(() => {
    assignments.value = list;
    visits.value = all.map((visit) => (writing.get(visit.id) ? onScreen(visit) : visit));
    photos.value = pictures;
    loaded.value = true;
  });
}

export function clearMirror(): void {
  batch(() => {
    assignments.value = [];
    visits.value = [];
    photos.value = [];
    loaded.value = false;
    fresh.value = "no";
  });
}

export function tellTabs(): void {
  tell({ kind: "changed" });
}

export function listenToTabs(): void {
  hear({ changed: () => void reload() });
}

const writing = new Map<string, number>();

function onScreen(visit: VisitRecord): VisitRecord {
  return visits.value.find((shown) => shown.id === visit.id) ?? visit;
}

/** Counts writes under way: while there are any, what is on the screen is newer than what comes back. */
export function writes(visit: string, step: 1 | -1): void {
  writing.set(visit, (writing.get(visit) ?? 0) + step);
}

/** Puts a visit on the screen at once, before it is stored. */
export function showAtOnce(visit: VisitRecord): void {
  if (visit.person !== person.value?.id) return;
  visits.value = [...visits.value.filter((other) => other.assignment !== visit.assignment), visit];
}

/** Shows what the store holds now. */
export function showVisit(visit: VisitRecord | null): void {
  if (!visit) return;
  if (!writing.get(visit.id)) showAtOnce(visit);
  tellTabs();
}

export function showPhoto(photo: PhotoRecord | null): void {
  if (!photo || photo.person !== person.value?.id) return;
  const others = photos.value.filter((other) => other.id !== photo.id);
  photos.value = [...others, photo];
  tellTabs();
}
