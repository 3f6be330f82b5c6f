/** From a chosen file to a photo that is safely on this phone and named by its answer. */
import { withPhoto } from "../logic/answers";
import { newId } from "../logic/ids";
import { dropPhoto, photoBytes, writePhoto } from "../store/photos";
import { FRESH, type PhotoRecord, type VisitRecord } from "../store/records";
import { changeAnswer } from "../store/visits";
import { hexDigest } from "./hash";
import { prepare } from "./prepare";
import type { Prepared } from "./reduce";

export type Taken =
  | { ok: true; photo: PhotoRecord; visit: VisitRecord | null }
  | { ok: false; why: "too_large" | "unreadable" | "unopened" | "full" | "not_kept" };

function record(visit: VisitRecord, item: string, made: Prepared, now: number): PhotoRecord {
  return {
    id: newId(),
    item,
    sha256: made.sha256,
    bytes: made.data.byteLength,
    type: made.type,
    ...made.facts,
    width: made.width,
    height: made.height,
    visit: visit.id,
    person: visit.person,
    added: now,
    state: "waiting",
    removed: false,
    offset: 0,
    here: true,
    retry: FRESH,
  };
}

/** Read back and compared: a browser's "written" is not yet proof. */
async function isKept(photo: PhotoRecord): Promise<boolean> {
  const back = await photoBytes(photo.id);
  return back !== null && (await hexDigest(back.data)) === photo.sha256;
}

async function keep(
  photo: PhotoRecord,
  made: Prepared,
): Promise<PhotoRecord | "full" | "not_kept"> {
  let written: PhotoRecord;
  try {
    written = await writePhoto(photo, { type: made.type, data: made.data }, made.thumb);
  } catch (error) {
    if (error instanceof DOMException)
      return error.name === "QuotaExceededError" ? "full" : "not_kept";
    throw error;
  }
  if (await isKept(photo)) return written;
  await dropPhoto(photo.id);
  return "not_kept";
}

export async function takePhoto(visit: VisitRecord, item: string, file: Blob): Promise<Taken> {
  const done = await prepare(file);
  if (!done.ok) return done;
  const now = Date.now();
  const photo = await keep(record(visit, item, done.photo, now), done.photo);
  if (typeof photo === "string") return { ok: false, why: photo };
  const at = new Date(now).toISOString();
  try {
    const changed = await changeAnswer(visit.id, item, now, (answer) =>
      withPhoto(answer, photo.id, at),
    );
    return { ok: true, photo, visit: changed };
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    await dropPhoto(photo.id).catch(() => undefined);
    return { ok: false, why: "full" };
  }
}
