/** Visits on this phone. Every change reads, changes and writes in one transaction, so tabs never overwrite each other. */
import type { Answer } from "../contract";
import { newId } from "../logic/ids";
import { DURABLE, withDb } from "./db";
import { FRESH, type VisitRecord } from "./records";

export function visitsOf(person: string): Promise<VisitRecord[]> {
  return withDb((db) => db.getAllFromIndex("visits", "person", person));
}

export interface Opening {
  id?: string;
  person: string;
  assignment: string;
  checklist_version: string;
  number: number;
  started_at: string;
}

export function newVisit(opening: Opening): VisitRecord {
  return {
    ...opening,
    id: opening.id ?? newId(),
    answers: {},
    timers: {},
    changed: 1,
    saved: 0,
    touched: 0,
    revision: 0,
    sealed: null,
    complete: false,
    returned: null,
    reopened: null,
    retry: FRESH,
  };
}

/** Stores a new visit; when the assignment already has one here (another tab), that one is returned. */
export function addVisit(visit: VisitRecord): Promise<VisitRecord> {
  return withDb(async (db) => {
    const tx = db.transaction("visits", "readwrite", DURABLE);
    const others = await tx.store.index("person").getAll(visit.person);
    const there = others.find((other) => other.assignment === visit.assignment);
    if (!there) await tx.store.put(visit);
    await tx.done;
    return there ?? visit;
  });
}

/** Another tab may rename a visit at the moment of a tap: what the tap did goes to the visit under its new id. */
export function formerlyNamed(id: string, visits: VisitRecord[]): VisitRecord | undefined {
  return visits.find((visit) => visit.formerly?.includes(id));
}

/** Changes one visit, also by an id that it had before; null when it is not on this phone. */
export function changeVisit(
  id: string,
  change: (visit: VisitRecord) => VisitRecord,
): Promise<VisitRecord | null> {
  return withDb(async (db) => {
    const tx = db.transaction("visits", "readwrite", DURABLE);
    const visit = (await tx.store.get(id)) ?? formerlyNamed(id, await tx.store.getAll());
    const next = visit ? change(visit) : null;
    if (next) await tx.store.put(next);
    await tx.done;
    return next;
  });
}

/** A change made by the auditor's hand: it is counted, and a sealed visit does not take it. */
export function touchVisit(
  id: string,
  now: number,
  change: (visit: VisitRecord) => Partial<VisitRecord>,
): Promise<VisitRecord | null> {
  return changeVisit(id, (visit) =>
    visit.sealed ? visit : { ...visit, ...change(visit), changed: visit.changed + 1, touched: now },
  );
}

export function changeAnswer(
  id: string,
  item: string,
  now: number,
  change: (answer: Answer | undefined) => Answer,
): Promise<VisitRecord | null> {
  return touchVisit(id, now, (visit) => ({
    answers: { ...visit.answers, [item]: change(visit.answers[item]) },
  }));
}

/** Gives a visit and its photos the id under which the server knows it. */
export async function renameVisit(from: string, to: string): Promise<void> {
  await withDb(async (db) => {
    const tx = db.transaction(["visits", "photos"], "readwrite", DURABLE);
    const visit = await tx.objectStore("visits").get(from);
    if (visit) {
      for (const photo of await tx.objectStore("photos").index("visit").getAll(from))
        await tx.objectStore("photos").put({ ...photo, visit: to });
      const formerly = [...(visit.formerly ?? []), from];
      await tx.objectStore("visits").put({ ...visit, id: to, formerly });
      await tx.objectStore("visits").delete(from);
    }
    await tx.done;
  });
}

/** Visits that the server holds wholly are forgotten after a while; the receipt stays until then. */
export async function forgetOld(person: string, before: string): Promise<void> {
  const old = (await visitsOf(person)).filter(
    ({ complete, sealed }) => complete && (sealed?.receipt?.received_at ?? before) < before,
  );
  for (const visit of old) await dropVisit(visit.id);
}

export async function dropVisit(id: string): Promise<void> {
  await withDb(async (db) => {
    const tx = db.transaction(["visits", "photos", "bytes", "thumbs"], "readwrite", DURABLE);
    const photos = await tx.objectStore("photos").index("visit").getAllKeys(id);
    for (const photo of photos) {
      await tx.objectStore("photos").delete(photo);
      await tx.objectStore("bytes").delete(photo);
      await tx.objectStore("thumbs").delete(photo);
    }
    await tx.objectStore("visits").delete(id);
    await tx.done;
  });
}
