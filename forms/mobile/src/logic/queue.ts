/** What is to be sent next. Two lanes run side by side: words (small) and photos (one at a time). */
import type { PhotoRecord, VisitRecord } from "../store/records";

export type WordsJob = { kind: "submission" | "draft" | "confirm"; visit: VisitRecord };

/** A draft goes up when the hand has rested, or at the latest after a while of steady tapping. */
const REST = 2_500;

/** No wait is longer than this; what seems to lie further off was noted before the clock was set back. */
const LONGEST_WAIT = 3_600_000;

function isDue(record: { retry: { notBefore: number } }, now: number): boolean {
  const wait = record.retry.notBefore - now;
  return wait <= 0 || wait > LONGEST_WAIT;
}

/** The hand rests; a last tap that lies ahead was made before the clock was set back. */
function isResting(visit: VisitRecord, now: number): boolean {
  return visit.touched > now || now - visit.touched >= REST;
}

/** Photos of a visit that are part of it: those taken out again are not. */
export function photosOf(visit: string, photos: PhotoRecord[]): PhotoRecord[] {
  return photos.filter((photo) => photo.visit === visit && !photo.removed);
}

function wordsOf(visit: VisitRecord, photos: PhotoRecord[], now: number): WordsJob | null {
  if (visit.sealed && !visit.sealed.receipt) return { kind: "submission", visit };
  if (visit.sealed) {
    const waiting = photosOf(visit.id, photos).some((photo) => photo.state === "waiting");
    return visit.complete || waiting ? null : { kind: "confirm", visit };
  }
  if (visit.changed <= visit.saved) return null;
  return visit.revision === 0 || isResting(visit, now) ? { kind: "draft", visit } : null;
}

export function nextWords(
  visits: VisitRecord[],
  photos: PhotoRecord[],
  now: number,
): WordsJob | null {
  const jobs = visits
    .filter((visit) => isDue(visit, now))
    .map((visit) => wordsOf(visit, photos, now))
    .filter((job) => job !== null);
  return jobs.find((job) => job.kind === "submission") ?? jobs[0] ?? null;
}

function isKnownThere(visit: VisitRecord | undefined): boolean {
  return visit !== undefined && (visit.saved > 0 || Boolean(visit.sealed?.receipt));
}

/** Photos of what was handed in come first, then in the order in which they were taken. */
export function nextPhoto(
  visits: VisitRecord[],
  photos: PhotoRecord[],
  now: number,
): PhotoRecord | null {
  const known = new Map(visits.map((visit) => [visit.id, visit]));
  const ready = photos.filter(
    (photo) =>
      photo.state === "waiting" &&
      !photo.removed &&
      photo.here &&
      isDue(photo, now) &&
      isKnownThere(known.get(photo.visit)),
  );
  const rank = (photo: PhotoRecord) => (known.get(photo.visit)?.sealed ? 0 : 1);
  return ready.sort((a, b) => rank(a) - rank(b) || a.added - b.added)[0] ?? null;
}

/** Milliseconds until something may become due; null when nothing waits for time alone. */
export function untilNext(
  visits: VisitRecord[],
  photos: PhotoRecord[],
  now: number,
): number | null {
  const times = visits
    .filter((visit) => !visit.complete || visit.changed > visit.saved)
    .map((visit) => Math.max(visit.retry.notBefore, visit.sealed ? 0 : visit.touched + REST));
  const waiting = photos
    .filter((photo) => photo.state === "waiting" && !photo.removed && photo.here)
    .map((photo) => photo.retry.notBefore);
  const later = [...times, ...waiting].map((time) => time - now).filter((wait) => wait > 0);
  return later.length > 0 ? Math.min(...later) : null;
}
