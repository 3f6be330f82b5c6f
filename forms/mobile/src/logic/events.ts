/** Event stamps: one tap when it happens, and the waiting times that follow from two of them. */
import type {
  Answer,
  Answers,
  Assignment,
  Bundle,
  EventKind,
  Item,
  VisitEvent,
  Wait,
} from "../contract";
import { withValue } from "./answers";

export const EVENT_KINDS: readonly EventKind[] = [
  "entered",
  "greeted",
  "queue_joined",
  "served",
  "paid",
  "left",
];

/** Stamps belong to a visit on the spot, and to any checklist that measures between them. */
export function usesStamps(assignment: Assignment, bundle: Bundle | null): boolean {
  if (assignment.channel === "on_site") return true;
  return bundle?.sections.some((one) => one.items.some((item) => item.between)) ?? false;
}

export function stampOf(events: readonly VisitEvent[], kind: EventKind): VisitEvent | null {
  return events.find((event) => event.kind === kind) ?? null;
}

/** One stamp of each kind; a second tap does not move the first one. */
export function withStamp(events: readonly VisitEvent[], stamp: VisitEvent): VisitEvent[] {
  return stampOf(events, stamp.kind) ? [...events] : [...events, stamp];
}

export function withoutStamp(events: readonly VisitEvent[], kind: EventKind): VisitEvent[] {
  return events.filter((event) => event.kind !== kind);
}

/** The stamp most likely to come next: the first one after the latest, in the order of a visit. */
export function nextKind(events: readonly VisitEvent[]): EventKind | null {
  const last = Math.max(-1, ...events.map((event) => EVENT_KINDS.indexOf(event.kind)));
  return EVENT_KINDS[last + 1] ?? null;
}

/** The wait between an item's two stamps; null while one is missing or they stand the wrong way round. */
export function waitBetween(item: Item, events: readonly VisitEvent[]): Wait | null {
  if (!item.between) return null;
  const [from, to] = item.between.map((kind) => stampOf(events, kind));
  const seconds = from && to ? Math.round((Date.parse(to.at) - Date.parse(from.at)) / 1000) : -1;
  if (!from || !to || !(seconds >= 0)) return null;
  return { seconds, method: "stopwatch", queue: null, started_at: from.at, stopped_at: to.at };
}

function isFrom(wait: Wait | null, answer: Answer | undefined): boolean {
  const value = answer?.value;
  if (!wait || typeof value !== "object" || !("seconds" in value)) return false;
  return value.started_at === wait.started_at && value.stopped_at === wait.stopped_at;
}

/** Fills waits from stamps, and takes back what a stamp had filled; what was entered by hand stays. */
export function refilled(
  bundle: Bundle,
  answers: Answers,
  stamps: { before: readonly VisitEvent[]; after: readonly VisitEvent[] },
  at: string,
): Answers {
  const next = { ...answers };
  for (const item of bundle.sections.flatMap((section) => section.items)) {
    const now = waitBetween(item, stamps.after);
    const then = waitBetween(item, stamps.before);
    const old = answers[item.key];
    const isFree = old?.value === undefined && !old?.skip;
    if (now && isFree) next[item.key] = withValue(old, now, at);
    if (!now && isFrom(then, old)) next[item.key] = withValue(old, undefined, at);
  }
  return next;
}

/** Whether a wait's value came from the stamps. */
export function isStamped(item: Item, answer: Answer | undefined, events: readonly VisitEvent[]) {
  return isFrom(waitBetween(item, events), answer);
}

/** Seconds from the latest stamp to an entry made at `at`; undefined without a stamp before it. */
function delayOf(events: readonly VisitEvent[], at: number): number | undefined {
  const before = events.map((event) => Date.parse(event.at)).filter((time) => time <= at);
  return before.length > 0 ? Math.round((at - Math.max(...before)) / 1000) : undefined;
}

/** How long after the last stamp a value was entered; a note or a photo added later does not count. */
export function withDelay(
  next: Answer,
  old: Answer | undefined,
  events: readonly VisitEvent[],
  at: number,
): Answer {
  const isSame =
    next.skip === old?.skip && JSON.stringify(next.value) === JSON.stringify(old?.value);
  if (isSame) return next;
  const { delay_s: _old, ...rest } = next;
  const delay = next.value === undefined && !next.skip ? undefined : delayOf(events, at);
  return delay === undefined ? rest : { ...rest, delay_s: delay };
}
