import { expect, test } from "vitest";
import { gaps, nextOpen, wholeCount } from "../src/logic/progress";
import { factsLeft, shownBundle } from "../src/logic/shown";
import { bundle, item } from "./make";

const BRANCH = { format: "flagship", region: ["EAST"], brand: "B", tags: ["drive_through"] };
const list = bundle(
  [
    item("a.open", "yes_no"),
    item("a.why", "text", { show_if: { item: "a.open", is: false } }),
    item("a.lane", "yes_no", { show_if: { branch: "tags", includes: "drive_through" } }),
    item("a.note", "text", { required: false, required_if: { item: "a.open", is: false } }),
  ],
  [item("b.view", "scale", { opinion: true, show_if: { item: "a.open", state: "answered" } })],
);
const keys = (answers: object, branch = BRANCH) =>
  shownBundle(list, { ...answers }, branch).sections.flatMap((one) => one.items.map((i) => i.key));

test("what conditions hide is neither shown nor counted, and its answer stays", () => {
  expect(keys({})).toEqual(["a.open", "a.lane", "a.note"]);
  expect(keys({}, { ...BRANCH, tags: [] })).toEqual(["a.open", "a.note"]);
  const answers = { "a.open": { value: true }, "a.why": { value: "closed" } };
  expect(keys(answers)).toEqual(["a.open", "a.lane", "a.note", "b.view"]);
  expect(wholeCount(shownBundle(list, answers, BRANCH), answers)).toEqual({ done: 1, total: 3 });
});

test("required by condition counts, and is a gap only while it is required", () => {
  const no = { "a.open": { value: false }, "a.lane": { value: true } };
  expect(gaps(shownBundle(list, no, BRANCH), no, {}).map((gap) => gap.item)).toEqual([
    "a.why",
    "a.note",
    "b.view",
  ]);
});

test("questions that did not change keep their identity", () => {
  const [one, two] = [{ "a.open": { value: false } }, { "a.open": { value: false, at: "2" } }].map(
    (answers) => shownBundle(list, answers, BRANCH).sections[0]?.items,
  );
  expect(one?.length).toBe(4);
  one?.forEach((each, n) => {
    expect(two?.[n]).toBe(each);
  });
});

test("facts come before opinions, wherever they stand", () => {
  const mixed = bundle([item("a.like", "scale", { opinion: true }), item("a.fact", "yes_no")]);
  expect(nextOpen(mixed, {}, null)?.item).toBe("a.fact");
  expect(factsLeft(mixed, {})).toBe(1);
  const done = { "a.fact": { skip: "unseen" as const } };
  expect(nextOpen(mixed, done, null)?.item).toBe("a.like");
  expect(factsLeft(mixed, done)).toBe(0);
});
