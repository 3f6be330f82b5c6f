/** Erases what the phone holds of a person: all of it when told to, at signing out what the server has. */
import { DURABLE, withDb } from "./db";

const OWNED = ["assignments", "visits", "photos", "there"] as const;
const SHARED = ["bundles", "references", "facts"] as const;

/** The one thing that deletes what was not sent. What another person of the same phone has not sent stays. Without a person everything goes. */
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

/**
 * At signing out nothing stays of a person but what was not sent: whoever picks up the phone next finds no visits,
 * pictures or scenarios. Checklists and reference photos go with the last visit on the phone.
 */
export async function letGoOf(person: string): Promise<void> {
  await withDb(async (db) => {
    const stores = [...OWNED, "bundles", "references", "bytes", "thumbs"] as const;
    const tx = db.transaction(stores, "readwrite", DURABLE);
    const kept = new Set<string>();
    for (const visit of await tx.objectStore("visits").index("person").getAll(person)) {
      if (!visit.complete) kept.add(visit.id).add(visit.assignment);
      else await tx.objectStore("visits").delete(visit.id);
    }
    for (const photo of await tx.objectStore("photos").index("person").getAll(person)) {
      if (kept.has(photo.visit)) continue;
      await tx.objectStore("photos").delete(photo.id);
      await tx.objectStore("bytes").delete(photo.id);
      await tx.objectStore("thumbs").delete(photo.id);
    }
    for (const one of await tx.objectStore("assignments").index("person").getAll(person))
      if (!kept.has(one.id)) await tx.objectStore("assignments").delete([person, one.id]);
    for (const one of await tx.objectStore("there").getAll())
      if (one.person === person) await tx.objectStore("there").delete(one.visit);
    if ((await tx.objectStore("visits").count()) === 0)
      for (const name of ["bundles", "references"] as const) await tx.objectStore(name).clear();
    await tx.done;
  });
}
