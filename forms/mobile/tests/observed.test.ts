import { expect, test } from "vitest";
import { mergeObserved, observedOf } from "../src/logic/observed";

const stamp = (id: string, at: string) => ({ id, kind: "entered" as const, at });
const place = (when: "start" | "end", at: string) => ({
  when,
  latitude: 31,
  longitude: 121,
  accuracy_m: 20,
  at,
});

test("what was not noted is not sent", () => {
  expect(observedOf({}, 12.4)).toEqual({ clock: { offset_ms: 12 } });
  expect(observedOf({ events: [], positions: [] }, 0)).toEqual({ clock: { offset_ms: 0 } });
});

test("stamps of two phones stand together once, in the order of time", () => {
  const merged = mergeObserved(
    { events: [stamp("b", "2026-11-21T08:02:00Z"), stamp("a", "2026-11-21T08:01:00Z")] },
    { events: [stamp("c", "2026-11-21T08:00:00Z"), stamp("a", "2026-11-21T08:01:00Z")] },
  );
  expect(merged.events?.map((one) => one.id)).toEqual(["c", "a", "b"]);
});

test("of two positions at the same end the earlier one stays", () => {
  const merged = mergeObserved(
    { positions: [place("start", "2026-11-21T09:00:00Z")] },
    { positions: [place("start", "2026-11-21T08:00:00Z"), place("end", "2026-11-21T10:00:00Z")] },
  );
  expect(new Set(merged.positions?.map((one) => one.at))).toEqual(
    new Set(["2026-11-21T08:00:00Z", "2026-11-21T10:00:00Z"]),
  );
});
