/** What a page of one visit needs: the assignment, the visit on this phone, the checklist, and the right to write. */
import { useEffect, useState } from "preact/hooks";
import type { Answers, Assignment, Bundle, Returned } from "../contract";
import { shownBundle } from "../logic/shown";
import { pendingRemarks, type VisitView, viewOf } from "../logic/visits";
import { assignments, photos } from "../state/data";
import { visitOf } from "../state/visit";
import type { VisitRecord } from "../store/records";
import { useBundle } from "./use-bundle";

const NO_ANSWERS: Answers = {};

export interface VisitHere {
  assignment: Assignment;
  visit: VisitRecord | null;
  /** What is asked as the answers stand. */
  bundle: Bundle | null;
  /** All of the checklist, hidden questions included. */
  whole: Bundle | null;
  view: VisitView;
  remarks: ReadonlyMap<string, string>;
  /** Remarked on and not touched since. */
  pending: ReadonlySet<string>;
}

function remarksOf(returned: Returned | null): ReadonlyMap<string, string> {
  return new Map((returned?.items ?? []).map((remark) => [remark.item, remark.text]));
}

export function useVisit(id: string): VisitHere | null {
  const assignment = assignments.value.find((record) => record.id === id)?.assignment;
  const visit = visitOf(id);
  const whole = useBundle(visit?.checklist_version ?? assignment?.checklist_version);
  if (!assignment) return null;
  const bundle = whole && shownBundle(whole, visit?.answers ?? NO_ANSWERS, assignment.branch);
  const view = viewOf(assignment, visit, photos.value);
  return {
    assignment,
    visit,
    bundle,
    whole,
    view,
    remarks: remarksOf(view.returned),
    pending: pendingRemarks(visit),
  };
}

/**
 * One tab writes a visit at a time. The others may read, and the next one takes over when the first is closed.
 * Without Web Locks (plain HTTP) every tab may write: changes go into the store answer by answer.
 */
export function useWriter(visit: string | undefined): boolean {
  const [elsewhere, setElsewhere] = useState(false);
  useEffect(() => {
    if (!visit || !navigator.locks) return;
    const left = new AbortController();
    let release = () => {};
    const held = new Promise<void>((done) => {
      release = done;
    });
    const waiting = setTimeout(() => setElsewhere(true), 400);
    navigator.locks
      .request(`mingcha-visit-${visit}`, { signal: left.signal }, async () => {
        clearTimeout(waiting);
        setElsewhere(false);
        await held;
      })
      .catch((error: unknown) => {
        if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
      });
    return () => {
      clearTimeout(waiting);
      left.abort();
      release();
    };
  }, [visit]);
  return !elsewhere;
}
