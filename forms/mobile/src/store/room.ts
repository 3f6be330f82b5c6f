/** Room on the phone: how much there is, whether the browser promises to keep it, and making some. */
import { withDb } from "./db";

export interface Room {
  /** The browser has promised not to erase; null: it cannot be asked. */
  persisted: boolean | null;
  freeMb: number | null;
}

/** Below this no visit should be started: a visit of 60 photos takes about 60 MB. */
export const LEAST_MB = 200;

export async function measureRoom(): Promise<Room> {
  const storage = navigator.storage as StorageManager | undefined;
  if (!storage?.estimate || !storage.persisted) return { persisted: null, freeMb: null };
  const { quota = 0, usage = 0 } = await storage.estimate();
  const freeMb = quota > 0 ? Math.max(0, Math.floor((quota - usage) / 1e6)) : null;
  return { persisted: await storage.persisted(), freeMb };
}

/** Asks the browser to keep what is stored; some ask the person, some decide by themselves. */
export async function askToKeep(): Promise<void> {
  const storage = navigator.storage as StorageManager | undefined;
  if (storage?.persist && !(await storage.persisted())) await storage.persist();
}

/**
 * Lets go of what the server holds wholly: small pictures of received visits. True when there was any.
 * Photos of a visit that is not received stay, whatever the need.
 */
export function makeRoom(): Promise<boolean> {
  return withDb(async (db) => {
    const tx = db.transaction(["visits", "photos", "thumbs"], "readwrite");
    let freed = false;
    for (const visit of await tx.objectStore("visits").getAll()) {
      if (!visit.complete) continue;
      for (const id of await tx.objectStore("photos").index("visit").getAllKeys(visit.id)) {
        if (!(await tx.objectStore("thumbs").getKey(id))) continue;
        await tx.objectStore("thumbs").delete(id);
        freed = true;
      }
    }
    await tx.done;
    return freed;
  }).catch(() => false);
}
