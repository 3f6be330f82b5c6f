/** Drafts, submissions and the question whether all has arrived. */
import type { DraftBody, DraftContent, PhotoCount } from "../contract";
import { mergeAnswers } from "../logic/merge";
import { mergeObserved, observedOf } from "../logic/observed";
import type { WordsJob } from "../logic/queue";
import { failed } from "../logic/retry";
import { claimsOf } from "../logic/visits";
import { reload, showVisit } from "../state/data";
import { offset } from "../state/session";
import { changePhoto, releaseBytes } from "../store/photos";
import { FRESH, type PhotoRecord, type VisitRecord } from "../store/records";
import { changeVisit, renameVisit } from "../store/visits";
import * as calls from "./calls";
import type { Fault } from "./faults";
import { afterFault } from "./outcome";
import { adoptPhotos, draftThere, ELSEWHERE } from "./there";

async function note(id: string, change: (visit: VisitRecord) => VisitRecord): Promise<void> {
  showVisit(await changeVisit(id, change));
}

function noteFault(id: string, fault: Fault): Promise<void> {
  return note(id, (visit) => ({ ...visit, retry: afterFault(visit.retry, fault) }));
}

/** The server's list of what is missing is the truth: what it lacks and the phone still has goes up again. */
async function heedMissing(count: PhotoCount, photos: PhotoRecord[]): Promise<void> {
  const missing = new Set(count.missing);
  const lost = photos.filter((p) => p.state === "arrived" && p.here && missing.has(p.id));
  for (const photo of lost)
    await changePhoto(photo.id, (old) => ({ ...old, state: "waiting", offset: 0, retry: FRESH }));
  const come = photos.filter((p) => p.retry.problem === ELSEWHERE && !missing.has(p.id));
  for (const photo of come)
    await changePhoto(photo.id, (old) => ({ ...old, state: "arrived", retry: FRESH }));
  if (lost.length + come.length > 0) await reload();
}

/** Another phone began the same assignment first: this visit goes on under that one's id. */
async function joinVisit(visit: VisitRecord, there: string): Promise<void> {
  await renameVisit(visit.id, there);
  await reload();
  const found = await draftThere(there);
  if (!found) return;
  const { revision, content } = found.draft;
  await takeOver({ ...visit, id: there }, { ...content, revision });
}

async function renameAndKeep(visit: VisitRecord, there: string): Promise<void> {
  await renameVisit(visit.id, there);
  await note(there, (old) => ({ ...old, saved: 1 }));
  await reload();
}

async function takeOver(visit: VisitRecord, content: DraftContent): Promise<void> {
  const state = await calls.visitState(visit.id);
  await adoptPhotos(visit, content, state.ok ? state.data.photos : null);
  await note(visit.id, (old) => ({
    ...old,
    answers: mergeAnswers(old.answers, content.answers, old.base),
    base: content.answers,
    ...mergeObserved(old, content),
    revision: Math.max(old.revision, content.revision),
    changed: old.changed + 1,
    retry: FRESH,
  }));
  await reload();
}

export function draftBody(visit: VisitRecord, photos: PhotoRecord[]): DraftBody {
  return {
    revision: visit.revision,
    assignment: visit.assignment,
    checklist_version: visit.checklist_version,
    started_at: visit.started_at,
    device_time: new Date().toISOString(),
    answers: visit.answers,
    photos: claimsOf(visit, photos),
    ...observedOf(visit, offset.value),
  };
}

/** Each attempt gets a revision of its own: an answer that got lost must not make the next one look like a forgery. */
async function sendDraft(id: string, photos: PhotoRecord[]): Promise<void> {
  const visit = await changeVisit(id, (old) => ({ ...old, revision: old.revision + 1 }));
  if (!visit || visit.sealed) return;
  const reply = await calls.putDraft(id, draftBody(visit, photos));
  if (reply.ok) {
    await note(id, (old) => ({
      ...old,
      saved: Math.max(old.saved, visit.changed),
      base: visit.answers,
      retry: FRESH,
    }));
    return heedMissing(reply.data.photos, photos);
  }
  const current = reply.fault.body["current"] as DraftContent | undefined;
  if (reply.fault.code === "draft_outdated" && current) return takeOver(visit, current);
  const there = reply.fault.body["visit"];
  if (reply.fault.code === "visit_exists" && typeof there === "string" && there !== id)
    return joinVisit(visit, there);
  return noteFault(id, reply.fault);
}

async function finish(id: string): Promise<void> {
  await note(id, (visit) => ({ ...visit, complete: true, retry: FRESH }));
  await releaseBytes(id);
  await reload();
}

async function sendSubmission(visit: VisitRecord, photos: PhotoRecord[]): Promise<void> {
  const { sealed } = visit;
  if (!sealed) return;
  const reply = await calls.putSubmission(visit.id, sealed.number, sealed.body);
  if (!reply.ok) {
    const there = reply.fault.body["visit"];
    // Nothing of this visit was known there yet: what was handed in goes to the one that is.
    if (reply.fault.code === "visit_exists" && typeof there === "string" && visit.saved === 0)
      return renameAndKeep(visit, there);
    return noteFault(visit.id, reply.fault);
  }
  const receipt = reply.data;
  await note(visit.id, (old) => ({
    ...old,
    sealed: old.sealed && { ...old.sealed, receipt },
    saved: old.changed,
    retry: FRESH,
  }));
  await heedMissing(receipt.photos, photos);
  if (receipt.complete) await finish(visit.id);
}

async function confirm(visit: VisitRecord, photos: PhotoRecord[]): Promise<void> {
  const reply = await calls.visitState(visit.id);
  if (!reply.ok) return noteFault(visit.id, reply.fault);
  const { photos: count, submission } = reply.data;
  const isWhole = count.missing.length === 0 && count.arrived >= count.expected;
  if (isWhole && submission >= (visit.sealed?.number ?? 1)) return finish(visit.id);
  await heedMissing(count, photos);
  await note(visit.id, (old) => ({
    ...old,
    retry: failed(old.retry, Date.now(), Math.random(), { problem: "photos_missing" }),
  }));
}

export async function runWords(job: WordsJob, photos: PhotoRecord[]): Promise<void> {
  const mine = photos.filter((photo) => photo.visit === job.visit.id);
  if (job.kind === "draft") return sendDraft(job.visit.id, mine);
  if (job.kind === "submission") return sendSubmission(job.visit, mine);
  return confirm(job.visit, mine);
}
