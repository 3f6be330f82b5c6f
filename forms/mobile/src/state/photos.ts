/** Photos by the auditor's hand: take, take out, put back, send again. */
import { signal } from "@preact/signals";
import type { Mark } from "../contract";
import { withoutPhoto, withPhoto } from "../logic/answers";
import { kick } from "../net/sender";
import { type Taken, takePhoto } from "../photos/take";
import { changePhoto, photoThumb } from "../store/photos";
import { FRESH, type PhotoRecord, type VisitRecord } from "../store/records";
import { touchVisit } from "../store/visits";
import { photos, preparing, showPhoto, showVisit } from "./data";
import { hold } from "./keeping";
import { placePhoto } from "./place";
import { answer } from "./visit";

export type PhotoTrouble = Exclude<Taken, { ok: true }>["why"];

/** A file this new was taken here, not chosen from long ago; ms. */
const JUST_NOW = 5 * 60_000;

/** What went wrong with the last photo, by item. */
export const troubles = signal<Record<string, PhotoTrouble | undefined>>({});
/** Photos being made ready, by item. */
export const busyItems = signal<Record<string, number>>({});

function count(item: string, step: number): void {
  const now = (busyItems.value[item] ?? 0) + step;
  busyItems.value = { ...busyItems.value, [item]: now };
  preparing.value += step;
}

export async function take(visit: VisitRecord, item: string, files: File[]): Promise<void> {
  troubles.value = { ...troubles.value, [item]: undefined };
  count(item, files.length);
  for (const file of files) {
    try {
      const taken = await takePhoto(visit, item, file);
      if (taken.ok) {
        showPhoto(taken.photo);
        showVisit(taken.visit);
        if (Date.now() - file.lastModified < JUST_NOW) void placePhoto(taken.photo);
        void kick();
      } else troubles.value = { ...troubles.value, [item]: taken.why };
    } finally {
      count(item, -1);
    }
  }
}

/**
 * Changes what is drawn over a photo: at once on the screen, then in the store on what is kept there, so that no
 * mark is lost to what happens to the photo meanwhile. The visit counts as changed, so that it goes up.
 */
export async function markPhoto(
  visit: VisitRecord,
  id: string,
  change: (marks: readonly Mark[]) => Mark[],
): Promise<void> {
  const apply = (photo: PhotoRecord) => ({ ...photo, marks: change(photo.marks ?? []) });
  const shown = photos.value.find((photo) => photo.id === id);
  if (shown) showPhoto(apply(shown));
  await hold(async () => showPhoto(await changePhoto(id, apply)));
  await hold(async () => showVisit(await touchVisit(visit.id, Date.now(), () => ({}))));
}

function setRemoved(photo: PhotoRecord, removed: boolean): Promise<void> {
  return hold(async () => showPhoto(await changePhoto(photo.id, (old) => ({ ...old, removed }))));
}

export async function takeOut(visit: VisitRecord, photo: PhotoRecord): Promise<void> {
  answer(visit, photo.item, (old, at) => withoutPhoto(old, photo.id, at));
  await setRemoved(photo, true);
}

export async function putBack(visit: VisitRecord, photo: PhotoRecord): Promise<void> {
  await setRemoved(photo, false);
  answer(visit, photo.item, (old, at) => withPhoto(old, photo.id, at));
}

export async function sendAgain(photo: PhotoRecord): Promise<void> {
  showPhoto(await changePhoto(photo.id, (old) => ({ ...old, state: "waiting", retry: FRESH })));
  void kick();
}

const urls = new Map<string, Promise<string | null>>();

/** Address of the small picture; made once per run of the page. */
export function thumbUrl(id: string): Promise<string | null> {
  const known = urls.get(id);
  if (known) return known;
  const made = photoThumb(id).then((thumb) =>
    thumb ? URL.createObjectURL(new Blob([thumb.data], { type: thumb.type })) : null,
  );
  urls.set(id, made);
  return made;
}
