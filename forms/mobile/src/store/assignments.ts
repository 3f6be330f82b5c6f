/** Assignments and checklists as last seen. What leaves the server's list stays here while a visit of it does. */
import type { Assignment, Bundle } from "../contract";
import { DURABLE, withDb } from "./db";
import type { AssignmentRecord } from "./records";

export async function assignmentsOf(person: string): Promise<AssignmentRecord[]> {
  const found = await withDb((db) => db.getAllFromIndex("assignments", "person", person));
  return found.sort((a, b) => a.order - b.order);
}

export async function storeAssignments(
  person: string,
  list: Assignment[],
  keep: ReadonlySet<string>,
): Promise<void> {
  const listed = new Set(list.map((assignment) => assignment.id));
  await withDb(async (db) => {
    const tx = db.transaction("assignments", "readwrite", DURABLE);
    for (const old of await tx.store.index("person").getAll(person)) {
      if (listed.has(old.id)) continue;
      if (keep.has(old.id)) await tx.store.put({ ...old, gone: true });
      else await tx.store.delete([person, old.id]);
    }
    for (const [order, assignment] of list.entries())
      await tx.store.put({ person, id: assignment.id, order, gone: false, assignment });
    await tx.done;
  });
}

export async function bundleOf(version: string): Promise<Bundle | null> {
  return (await withDb((db) => db.get("bundles", version)))?.bundle ?? null;
}

export async function storeBundle(id: string, bundle: Bundle): Promise<void> {
  await withDb((db) => db.put("bundles", { id, bundle }));
}
