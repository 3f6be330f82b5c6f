/** Trying again by hand: one entry, or everything that waits. */
import { kick } from "../net/sender";
import { changePhoto } from "../store/photos";
import { FRESH, type VisitRecord } from "../store/records";
import { changeVisit } from "../store/visits";
import { photos, reload, showVisit, visits } from "./data";

export async function sendVisit(visit: VisitRecord): Promise<void> {
  showVisit(await changeVisit(visit.id, (old) => ({ ...old, touched: 0, retry: FRESH })));
  void kick();
}

export async function sendAll(): Promise<void> {
  for (const visit of visits.value)
    if (visit.retry.problem) await changeVisit(visit.id, (old) => ({ ...old, retry: FRESH }));
  for (const photo of photos.value)
    if (photo.here && photo.state !== "arrived")
      await changePhoto(photo.id, (old) => ({
        ...old,
        state: "waiting",
        retry: { ...old.retry, notBefore: 0 },
      }));
  await reload();
  void kick();
}
