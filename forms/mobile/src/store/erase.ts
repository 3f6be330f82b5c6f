/** Erases what the phone holds of a person: the one thing that deletes what was not sent, and only when told to. */
import { DURABLE, withDb } from "./db";

const OWNED = ["assignments", "visits", "photos", "there"] as const;
const SHARED = ["bundles", "references", "facts"] as const;

/** What another person of the same phone has not sent stays. Without a person everything goes. */
export async function eraseOf(person: string | null): Promise<void> {
  await withDb(async (db) => {
    const stores = [...OWNED, ...SHARED, "bytes", "thumbs"] as const;
    const tx = db.transaction(stores, "readwrite", DURABLE);
    for (const photo of await tx.objectStore("photos").getAll()) {
      if (person !== null && photo.person !== person) continue;
      await tx.objectStore("bytes").delete(photo.id);
      await tx.objectStore("thumbs").delete(photo.id);
    }
    let others = 0;
    for (const name of OWNED) {
      for (let at = await tx.objectStore(name).openCursor(); at; at = await at.continue()) {
        if (person === null || at.value.person === person) await at.delete();
        else others += 1;
      }
    }
    if (others === 0) for (const name of SHARED) await tx.objectStore(name).clear();
    else await tx.objectStore("facts").delete("person");
    await tx.done;
  });
}
