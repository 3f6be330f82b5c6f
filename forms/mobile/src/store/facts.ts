/** Small things the phone remembers between starts. */

import { DURABLE, withDb } from "./db";
import type { Facts } from "./records";

export function fact<K extends keyof Facts>(name: K): Promise<Facts[K] | undefined> {
  return withDb((db) => db.get("facts", name) as Promise<Facts[K] | undefined>);
}

export async function remember<K extends keyof Facts>(name: K, value: Facts[K]): Promise<void> {
  await withDb(async (db) => {
    const tx = db.transaction("facts", "readwrite", DURABLE);
    await tx.store.put(value, name);
    await tx.done;
  });
}

export async function forgetFact(name: keyof Facts): Promise<void> {
  await withDb((db) => db.delete("facts", name));
}
