/** When the network is back nothing waits for its turn: what failed for lack of it is due at once. */

import { changePhoto } from "../store/photos";
import { FRESH, type Retry } from "../store/records";
import { changeVisit } from "../store/visits";
import { photos, visits } from "./data";

const TRANSIENT = new Set(["offline", "portal", "busy", "photos_missing", "password_due"]);

function isHeldUp(retry: Retry): boolean {
  return retry.problem !== null && TRANSIENT.has(retry.problem);
}

/** What the server asked for is kept to. */
function soonest({ asked = 0 }: Retry): Pick<Retry, "notBefore" | "asked"> {
  return { notBefore: asked, ...(asked > 0 ? { asked } : {}) };
}

export async function impatient(): Promise<void> {
  for (const visit of visits.value)
    if (isHeldUp(visit.retry))
      await changeVisit(visit.id, (old) => ({
        ...old,
        retry: { ...FRESH, ...soonest(old.retry) },
      }));
  // The count of attempts stays: it tells the upload to ask what the server already holds.
  for (const photo of photos.value)
    if (photo.state === "waiting" && isHeldUp(photo.retry))
      await changePhoto(photo.id, (old) => ({
        ...old,
        retry: { ...old.retry, ...soonest(old.retry) },
      }));
}
