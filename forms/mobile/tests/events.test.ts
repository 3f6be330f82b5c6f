import { expect, test } from "vitest";
import type { EventKind, VisitEvent } from "../src/contract";
import {
  nextKind,
  refilled,
  waitBetween,
  withDelay,
  withoutStamp,
  withStamp,
} from "../src/logic/events";
import { extended, isFull, strokePath } from "../src/logic/strokes";
import { bundle, item } from "./make";

const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 8, minute)).toISOString();
const event = (kind: EventKind, minute: number): VisitEvent => ({ id: kind, kind, at: at(minute) });
const queue = item("a.wait", "wait", { between: ["queue_joined", "served"] });
const list = bundle([queue, item("a.q", "yes_no")]);

test("the next stamp follows the latest one in the order of a visit", () => {
  expect(nextKind([])).toBe("entered");
  expect(nextKind([event("queue_joined", 3), event("entered", 1)])).toBe("served");
  expect(nextKind([event("left", 9)])).toBeNull();
});

test("a second tap does not move a stamp", () => {
  const first = withStamp([], event("entered", 1));
  expect(withStamp(first, event("entered", 5))).toEqual(first);
  expect(withoutStamp(first, "entered")).toEqual([]);
});

test("a wait is what lies between its stamps; the wrong way round is none", () => {
  expect(waitBetween(queue, [event("queue_joined", 2), event("served", 7)])).toEqual({
    seconds: 300,
    method: "stopwatch",
    queue: null,
    started_at: at(2),
    stopped_at: at(7),
  });
  expect(waitBetween(queue, [event("queue_joined", 9), event("served", 7)])).toBeNull();
  expect(waitBetween(queue, [event("served", 7)])).toBeNull();
});

test("stamps fill a wait, taking one back empties it, and what was typed stays", () => {
  const before = [event("queue_joined", 2)];
  const after = withStamp(before, event("served", 7));
  const filled = refilled(list, {}, { before, after }, at(7));
  expect(filled["a.wait"]).toMatchObject({ value: { seconds: 300 }, at: at(7) });
  const undone = refilled(list, filled, { before: after, after: before }, at(8));
  expect(undone["a.wait"]).toEqual({ at: at(8) });
  const typed = { "a.wait": { value: { ...waitBetween(queue, after), seconds: 60 } } };
  const own = { "a.wait": { value: { ...typed["a.wait"].value, started_at: null } } } as never;
  expect(refilled(list, own, { before: after, after: before }, at(8))).toEqual(own);
  const skipped = { "a.wait": { skip: "na" as const } };
  expect(refilled(list, skipped, { before, after }, at(7))).toEqual(skipped);
});

test("the delay runs from the latest stamp before the entry, and only for what is answered", () => {
  const events = [event("entered", 0), event("left", 10), event("paid", 30)];
  const now = Date.parse(at(12));
  expect(withDelay({ value: true }, undefined, events, now)).toEqual({ value: true, delay_s: 120 });
  expect(withDelay({ value: true }, undefined, [], now)).toEqual({ value: true });
  const noted = { value: true, note: "x", delay_s: 5 };
  expect(withDelay(noted, { value: true, delay_s: 5 }, events, now)).toEqual(noted);
  expect(withDelay({ at: "1", delay_s: 5 }, { value: true }, events, now)).toEqual({ at: "1" });
});

test("a stroke keeps what moves, inside the pad", () => {
  expect(extended([], -0.1, 0.5)).toEqual([0, 500]);
  expect(extended([0, 500], 0.001, 0.501)).toEqual([0, 500]);
  expect(extended([0, 500], 0.2, 2)).toEqual([0, 500, 200, 1000]);
  expect(isFull([[1, 2]])).toBe(false);
  expect(isFull(Array.from({ length: 400 }, () => [1, 2]))).toBe(true);
  expect(strokePath([1, 2])).toBe("M1 2h1");
  expect(strokePath([1, 2, 3, 4])).toBe("M1 2L3 4");
});
