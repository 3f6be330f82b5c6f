/** Event stamps by the auditor's hand; the waiting times follow. */
import type { Bundle, EventKind, VisitEvent } from "../contract";
import { refilled, withoutStamp, withStamp } from "../logic/events";
import { newId } from "../logic/ids";
import type { VisitRecord } from "../store/records";
import { touchVisit } from "../store/visits";
import { keep } from "./keeping";
import { current } from "./visit";

function change(
  visit: VisitRecord,
  bundle: Bundle,
  next: (events: readonly VisitEvent[]) => VisitEvent[],
): void {
  const now = new Date();
  const apply = (old: VisitRecord): Partial<VisitRecord> => {
    const stamps = { before: old.events ?? [], after: next(old.events ?? []) };
    const answers = refilled(bundle, old.answers, stamps, now.toISOString());
    return { events: stamps.after, answers };
  };
  const shown = current(visit);
  void keep({ ...shown, ...apply(shown) }, () => touchVisit(visit.id, now.getTime(), apply));
}

export function stamp(visit: VisitRecord, bundle: Bundle, kind: EventKind): void {
  const made: VisitEvent = { id: newId(), kind, at: new Date().toISOString() };
  change(visit, bundle, (events) => withStamp(events, made));
}

export function unstamp(visit: VisitRecord, bundle: Bundle, kind: EventKind): void {
  change(visit, bundle, (events) => withoutStamp(events, kind));
}
