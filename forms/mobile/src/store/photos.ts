/** Photos on this phone: what is known of them, their bytes, and a small picture to look at. */
import { DURABLE, withDb } from "./db";
import type { PhotoRecord, Picture } from "./records";
import { formerlyNamed } from "./visits";

export function photosOfPerson(person: string): Promise<PhotoRecord[]> {
  return withDb((db) => db.getAllFromIndex("photos", "person", person));
}

export async function photoBytes(id: string): Promise<Picture | null> {
  return (await withDb((db) => db.get("bytes", id))) ?? null;
}

export async function photoThumb(id: string): Promise<Picture | null> {
  return (await withDb((db) => db.get("thumbs", id))) ?? null;
}

/**
 * Writes a photo with its bytes, to its visit under the id that this has now; the caller reads the bytes back and
 * compares before trusting it.
 */
export function writePhoto(
  photo: PhotoRecord,
  picture: Picture,
  thumb: Picture | null,
): Promise<PhotoRecord> {
  return withDb(async (db) => {
    const stores = ["visits", "photos", "bytes", "thumbs"] as const;
    const tx = db.transaction(stores, "readwrite", DURABLE);
    const renamed = formerlyNamed(photo.visit, await tx.objectStore("visits").getAll());
    const written = renamed ? { ...photo, visit: renamed.id } : photo;
    await tx.objectStore("bytes").put({ id: photo.id, ...picture });
    if (thumb) await tx.objectStore("thumbs").put({ id: photo.id, ...thumb });
    await tx.objectStore("photos").put(written);
    await tx.done;
    return written;
  });
}

/** Notes a photo that was taken on another phone. */
export async function notePhoto(photo: PhotoRecord): Promise<void> {
  await withDb(async (db) => {
    const tx = db.transaction("photos", "readwrite", DURABLE);
    if (!(await tx.store.get(photo.id))) await tx.store.put(photo);
    await tx.done;
  });
}

export function changePhoto(
  id: string,
  change: (photo: PhotoRecord) => PhotoRecord,
): Promise<PhotoRecord | null> {
  return withDb(async (db) => {
    const tx = db.transaction("photos", "readwrite", DURABLE);
    const photo = await tx.store.get(id);
    const next = photo ? change(photo) : null;
    if (next) await tx.store.put(next);
    await tx.done;
    return next;
  });
}

export async function dropPhoto(id: string): Promise<void> {
  await withDb(async (db) => {
    const tx = db.transaction(["photos", "bytes", "thumbs"], "readwrite", DURABLE);
    await tx.objectStore("photos").delete(id);
    await tx.objectStore("bytes").delete(id);
    await tx.objectStore("thumbs").delete(id);
    await tx.done;
  });
}

/** The server holds all of a visit: the bytes leave the phone, the small pictures stay to be recognised. */
export async function releaseBytes(visit: string): Promise<void> {
  await withDb(async (db) => {
    const tx = db.transaction(["photos", "bytes", "thumbs"], "readwrite", DURABLE);
    for (const photo of await tx.objectStore("photos").index("visit").getAll(visit)) {
      await tx.objectStore("bytes").delete(photo.id);
      if (photo.removed) {
        await tx.objectStore("thumbs").delete(photo.id);
        await tx.objectStore("photos").delete(photo.id);
      } else await tx.objectStore("photos").put({ ...photo, here: false });
    }
    await tx.done;
  });
}
