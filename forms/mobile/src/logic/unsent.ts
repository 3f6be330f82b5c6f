/** What waits to be sent, and since when. */
import type { PhotoRecord, VisitRecord } from "../store/records";
import { photosOf } from "./queue";

const DAY = 86_400_000;

export interface Unsent {
  visit: VisitRecord;
  /** submission: handed in, no receipt yet; draft: changes that are not backed up; null: only photos wait. */
  words: "submission" | "draft" | null;
  photos: PhotoRecord[];
}

function wordsOf(visit: VisitRecord): Unsent["words"] {
  if (visit.sealed) return visit.sealed.receipt ? null : "submission";
  return visit.changed > visit.saved && visit.touched > 0 ? "draft" : null;
}

export function unsentOf(visits: VisitRecord[], photos: PhotoRecord[]): Unsent[] {
  return visits
    .map((visit) => {
      const waiting = photosOf(visit.id, photos).filter((p) => p.here && p.state !== "arrived");
      return { visit, words: wordsOf(visit), photos: waiting };
    })
    .filter(({ words, photos: left }) => words !== null || left.length > 0);
}

/** Whole days that the oldest of it has waited. */
export function daysWaiting(list: Unsent[], now: number): number {
  const times = list.flatMap(({ visit, words, photos }) => [
    ...(words === null ? [] : [visit.touched]),
    ...photos.map((photo) => photo.added),
  ]);
  const oldest = Math.min(...times.filter((time) => time > 0));
  return Number.isFinite(oldest) ? Math.max(0, Math.floor((now - oldest) / DAY)) : 0;
}
