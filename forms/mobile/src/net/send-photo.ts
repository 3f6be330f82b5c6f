/** One photo from the queue to the server. */
import { showPhoto } from "../state/data";
import { changePhoto, photoBytes } from "../store/photos";
import { FRESH, type PhotoRecord } from "../store/records";
import { afterFault } from "./outcome";
import { upload } from "./upload";

/** Refusals that no later attempt can mend. */
function isFinal(status: number): boolean {
  return status === 413 || status === 415 || status === 422;
}

export async function runPhoto(photo: PhotoRecord): Promise<void> {
  const picture = await photoBytes(photo.id);
  if (!picture) {
    const retry = { ...FRESH, problem: "not_here" };
    showPhoto(
      await changePhoto(photo.id, (old) => ({ ...old, here: false, state: "held", retry })),
    );
    return;
  }
  const done = await upload(photo, picture.data, (offset) => {
    void changePhoto(photo.id, (old) => ({ ...old, offset })).then(showPhoto);
  });
  const after = await changePhoto(photo.id, (old) => {
    if (done.ok) return { ...old, state: "arrived", offset: old.bytes, retry: FRESH };
    const retry = afterFault(old.retry, done.fault);
    const state = done.fault.kind === "refused" && isFinal(done.fault.status) ? "held" : old.state;
    return { ...old, state, retry };
  });
  showPhoto(after);
}
