/** What a page of one visit needs: the assignment, the visit on this phone, the checklist, and the right to write. */
import { useEffect, useState } from "preact/hooks";
import type { Answers, Assignment, Bundle, Returned } from "../contract";
import { shownBundle } from "../logic/shown";
import { pendingRemarks, type VisitView, viewOf } from "../logic/visits";
import { assignments, photos } from "../state/data";
import { wantPen } from "../state/pen";
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

/** Whether this tab may write the visit; see state/pen.ts. */
export function useWriter(visit: string | undefined): boolean {
  const [mine, setMine] = useState(true);
  useEffect(() => {
    if (!visit || !navigator.locks) return;
    return wantPen(visit, setMine);
  }, [visit]);
  return mine;
}
