import { expect, test } from "vitest";
import { gaps, nextOpen, sectionCount, wholeCount } from "../src/logic/progress";
import { bundle, item } from "./make";

const list = bundle(
  [item("a.1", "yes_no"), item("a.2", "yes_no", { photo: { when: "required", min: 2, max: 3 } })],
  [item("b.1", "wait"), item("b.2", "text", { required: false }), item("b.3", "photo")],
);

test("optional questions are not counted", () => {
  expect(wholeCount(list, {})).toEqual({ done: 0, total: 4 });
  const second = list.sections[1];
  if (!second) throw new Error("two sections");
  expect(sectionCount(second, { "b.1": { skip: "na" } })).toEqual({ done: 1, total: 2 });
});

test("the next open question follows the one in view, then starts over", () => {
  const answers = { "a.2": { value: true } };
  expect(nextOpen(list, answers, null)).toEqual({ section: "s0", item: "a.1" });
  expect(nextOpen(list, answers, "a.1")).toEqual({ section: "s1", item: "b.1" });
  expect(nextOpen(list, answers, "b.3")).toEqual({ section: "s0", item: "a.1" });
  expect(nextOpen(list, answers, "gone")).toEqual({ section: "s0", item: "a.1" });
  const all = {
    ...answers,
    "a.1": { value: false },
    "b.1": { skip: "na" as const },
    "b.3": { photos: ["p"] },
  };
  expect(nextOpen(list, all, "a.1")).toBeNull();
  expect(nextOpen(list, all, "a.1", new Set(["b.3"]))).toEqual({ section: "s1", item: "b.3" });
});

test("gaps name what is missing, in the checklist's order", () => {
  const answers = { "a.1": { skip: "unseen" as const }, "a.2": { value: true, photos: ["p"] } };
  const found = gaps(list, answers, { "b.1": "2026-11-21T08:00:00Z" });
  expect(found.map((gap) => [gap.item, gap.why, gap.have, gap.need])).toEqual([
    ["a.1", "reason", 0, 1],
    ["a.2", "photos", 1, 2],
    ["b.1", "timer", 0, 1],
    ["b.3", "photos", 0, 1],
  ]);
});

test("a complete visit has no gaps", () => {
  const answers = {
    "a.1": { value: true },
    "a.2": { skip: "na" as const },
    "b.1": {
      value: {
        seconds: 3,
        method: "typed" as const,
        queue: null,
        started_at: null,
        stopped_at: null,
      },
    },
    "b.3": { photos: ["p"] },
  };
  expect(gaps(list, answers, {})).toEqual([]);
});
