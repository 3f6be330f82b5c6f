/** What the auditor's hand does to a visit: start, answer, hand in, take up again. */

import { signal } from "@preact/signals";
import type { Answer, Assignment, Returned } from "../contract";
import { withValue } from "../logic/answers";
import { withDelay } from "../logic/events";
import { mergeObserved } from "../logic/observed";
import { bodyOf, wasReturned } from "../logic/visits";
import { stopped } from "../logic/wait";
import { kick } from "../net/sender";
import { adoptPhotos, draftThere } from "../net/there";
import { photosOfPerson } from "../store/photos";
import { thereOf } from "../store/provisions";
import { FRESH, type VisitRecord } from "../store/records";
import { addVisit, changeAnswer, changeVisit, newVisit, touchVisit } from "../store/visits";
import { photos, reload, showVisit, visits } from "./data";
import { flush, keep, stored, storeFailed } from "./keeping";
import { keepRoom } from "./room";
import { offset, person } from "./session";

/** A visit begun on another phone was opened before this one could fetch it. */
export const draftMissing = signal(false);

export function visitOf(assignment: string): VisitRecord | null {
  return visits.value.find((visit) => visit.assignment === assignment) ?? null;
}

/** What is on the screen now; a card may have been drawn from an older picture of the visit. */
export function current(visit: VisitRecord): VisitRecord {
  return visits.value.find((one) => one.id === visit.id) ?? visit;
}

export function answer(
  visit: VisitRecord,
  item: string,
  change: (answer: Answer | undefined, at: string) => Answer,
): void {
  const now = Date.now();
  const { answers, events = [] } = current(visit);
  const apply = (old: Answer | undefined) =>
    withDelay(change(old, new Date(now).toISOString()), old, events, now);
  const picture = { ...current(visit), answers: { ...answers, [item]: apply(answers[item]) } };
  void keep(picture, () => changeAnswer(visit.id, item, now, apply));
}

export function startTimer(visit: VisitRecord, item: string): void {
  const now = Date.now();
  const timers = { ...current(visit).timers, [item]: new Date(now).toISOString() };
  const change = (old: VisitRecord) => ({ timers: { ...old.timers, [item]: timers[item] ?? "" } });
  void keep({ ...current(visit), timers }, () => touchVisit(visit.id, now, change));
}

export function stopTimer(visit: VisitRecord, item: string, queue: number | null): void {
  const now = new Date();
  const change = (old: VisitRecord): Partial<VisitRecord> => {
    const { [item]: started, ...timers } = old.timers;
    if (!started) return {};
    const value = stopped(started, now, queue);
    const next = withValue(old.answers[item], value, now.toISOString());
    return { timers, answers: { ...old.answers, [item]: next } };
  };
  void keep({ ...current(visit), ...change(current(visit)) }, () =>
    touchVisit(visit.id, now.getTime(), change),
  );
}

export function dropTimer(visit: VisitRecord, item: string): void {
  const change = (old: VisitRecord): Partial<VisitRecord> => {
    const { [item]: _dropped, ...timers } = old.timers;
    return { timers };
  };
  void keep({ ...current(visit), ...change(current(visit)) }, () =>
    touchVisit(visit.id, Date.now(), change),
  );
}

/** What the server holds of a visit that was begun on another phone or sent back: as it is now, else as last seen. */
async function withServerDraft(visit: VisitRecord): Promise<VisitRecord | null> {
  const found = (await draftThere(visit.id)) ?? (await thereOf(visit.id));
  if (!found) return null;
  const { revision, content } = found.draft;
  await adoptPhotos(visit, content, found.photos);
  return {
    ...visit,
    ...mergeObserved(visit, content),
    checklist_version: content.version ?? visit.checklist_version,
    answers: content.answers,
    base: content.answers,
    revision,
  };
}

function reopened(visit: VisitRecord, number: number, returned: Returned | null): VisitRecord {
  return {
    ...visit,
    number,
    sealed: null,
    complete: false,
    returned,
    reopened: new Date().toISOString(),
    changed: visit.changed + 1,
    retry: FRESH,
  };
}

/** The visit of an assignment, made or taken up again when needed. Null: nobody is signed in. */
export async function openVisit(assignment: Assignment): Promise<VisitRecord | null> {
  const there = assignment.visit;
  const local = visitOf(assignment.id);
  const id = person.value?.id;
  if (!id) return null;
  if (local && !wasReturned(assignment, local)) return local;
  const number = there?.state === "returned" ? there.submission + 1 : (there?.submission ?? 0) || 1;
  if (local) {
    const next = await changeVisit(local.id, (old) =>
      reopened(old, number, there?.returned ?? null),
    );
    showVisit(next);
    return next;
  }
  const opening = {
    person: id,
    assignment: assignment.id,
    checklist_version: assignment.checklist_version,
    number,
    started_at: new Date().toISOString(),
  };
  const made = newVisit(there ? { ...opening, id: there.id } : opening);
  void keepRoom();
  const visit = there ? await withServerDraft(made) : made;
  draftMissing.value = visit === null;
  // Without it, what was filled in elsewhere would be handed in as empty.
  if (!visit) return null;
  const stored = await addVisit({
    ...visit,
    returned: there?.returned ?? null,
    reopened: there?.returned ? opening.started_at : null,
  });
  await reload();
  void kick();
  return stored;
}

/**
 * Closes the submission: from now on the same content is sent until it has been received. False when the phone
 * refuses to store something; what is on the screen but not stored must not be left out.
 */
export async function handIn(visit: VisitRecord): Promise<boolean> {
  if (!(await flush())) return false;
  const pictures = await photosOfPerson(visit.person);
  const now = new Date().toISOString();
  const seal = (old: VisitRecord) => {
    const body = bodyOf(old, pictures, now, offset.value);
    return { ...old, sealed: { number: old.number, body, receipt: null }, retry: FRESH };
  };
  const done = await stored(async () => {
    showVisit(await changeVisit(visit.id, (old) => (old.sealed ? old : seal(old))));
  });
  storeFailed.value = !done;
  if (done) void kick();
  return done;
}

/** A photo whose answer was not written in time (the page was closed in between) is put where it belongs. */
export async function gatherStrays(): Promise<void> {
  const at = new Date().toISOString();
  for (const photo of photos.value) {
    const visit = visits.value.find((one) => one.id === photo.visit);
    if (!visit || visit.sealed || photo.removed || photo.added === 0) continue;
    const listed = visit.answers[photo.item]?.photos ?? [];
    if (listed.includes(photo.id)) continue;
    await changeAnswer(visit.id, photo.item, photo.added, (old) => ({
      ...old,
      photos: [...(old?.photos ?? []), photo.id],
      at: old?.at ?? at,
    }));
  }
  await reload();
}
