/** What goes up beside the answers: event stamps, positions, and how far the phone's clock is off. */
import type { Observed, Position, VisitEvent } from "../contract";

interface Noted {
  events?: VisitEvent[];
  positions?: Position[];
}

export function observedOf(visit: Noted, offset: number): Observed {
  const { events = [], positions = [] } = visit;
  return {
    ...(events.length > 0 ? { events } : {}),
    ...(positions.length > 0 ? { positions } : {}),
    clock: { offset_ms: Math.round(offset) },
  };
}

/** Two phones, one visit: stamps of both by time, the earliest position of each end. */
export function mergeObserved(mine: Noted, theirs: Observed): Noted {
  const byId = new Map(
    [...(theirs.events ?? []), ...(mine.events ?? [])].map((one) => [one.id, one]),
  );
  const places = new Map(
    [...(theirs.positions ?? []), ...(mine.positions ?? [])]
      .sort((a, b) => b.at.localeCompare(a.at))
      .map((one) => [one.when, one]),
  );
  return {
    events: [...byId.values()].sort((a, b) => a.at.localeCompare(b.at)),
    positions: [...places.values()],
  };
}
