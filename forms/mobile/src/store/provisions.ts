/** What a visit needs without network beside its checklist: reference photos, and drafts begun on another phone. */
import { DURABLE, withDb } from "./db";
import type { Picture, ThereRecord } from "./records";

export async function referenceOf(version: string, name: string): Promise<Picture | null> {
  return (await withDb((db) => db.get("references", [version, name]))) ?? null;
}

export async function storeReference(
  version: string,
  name: string,
  picture: Picture,
): Promise<void> {
  await withDb((db) => db.put("references", { version, name, ...picture }));
}

export async function thereOf(visit: string): Promise<ThereRecord | null> {
  return (await withDb((db) => db.get("there", visit))) ?? null;
}

/** Keeps the drafts of this list and forgets the person's others. */
export async function storeThere(person: string, list: ThereRecord[]): Promise<void> {
  await withDb(async (db) => {
    const tx = db.transaction("there", "readwrite", DURABLE);
    for (const old of await tx.store.getAll())
      if (old.person === person) await tx.store.delete(old.visit);
    for (const record of list) await tx.store.put(record);
    await tx.done;
  });
}
