import { expect, test } from "vitest";
import {
  isAnswered,
  lacksReason,
  photosNeeded,
  toggled,
  toggledChoice,
  withNote,
  withoutPhoto,
  withPhoto,
  withSkip,
  withValue,
} from "../src/logic/answers";
import { item } from "./make";

const AT = "2026-11-21T08:00:00Z";

test("the same tap twice takes the answer back", () => {
  const once = toggled(undefined, true, AT);
  expect(once).toEqual({ value: true, at: AT });
  expect(toggled(once, true, AT)).toEqual({ at: AT });
  expect(toggled(once, false, AT).value).toBe(false);
});

test("a skip takes the place of a value and the other way round; note and photos stay", () => {
  const full = { value: true, note: "n", photos: ["p"], at: AT };
  const skipped = withSkip(full, "na", AT);
  expect(skipped).toEqual({ skip: "na", note: "n", photos: ["p"], at: AT });
  expect(withSkip(skipped, "na", AT).skip).toBeUndefined();
  expect(withValue(withSkip(skipped, "unseen", AT), false, AT)).toEqual({
    value: false,
    note: "n",
    photos: ["p"],
    at: AT,
  });
});

test("no, zero and false are answers; blanks are none", () => {
  const number = item("s.n", "number");
  expect(isAnswered(number, { value: 0 })).toBe(true);
  expect(isAnswered(item("s.y", "yes_no"), { value: false })).toBe(true);
  expect(isAnswered(item("s.t", "text"), { value: "  " })).toBe(false);
  expect(isAnswered(item("s.c", "choices"), { value: [] })).toBe(false);
  expect(isAnswered(item("s.p", "photo"), { photos: [] })).toBe(false);
  expect(isAnswered(item("s.p", "photo"), { photos: ["x"] })).toBe(true);
  expect(isAnswered(number, { note: "only a note" })).toBe(false);
});

test("a photo on failing is asked for by the answers the server names, and by no other", () => {
  const dress = item("s.d", "yes_no", {
    photo: { when: "on_fail", min: 2, max: 4, fails: [false] },
  });
  expect(photosNeeded(dress, { value: true })).toBe(0);
  expect(photosNeeded(dress, { value: false })).toBe(2);
  expect(photosNeeded(dress, { skip: "unseen" })).toBe(0);
  expect(photosNeeded(dress, undefined)).toBe(0);
  const must = item("s.m", "yes_no", { photo: { when: "required", min: 1, max: 1 } });
  expect(photosNeeded(must, undefined)).toBe(1);
  expect(photosNeeded(must, { skip: "na" })).toBe(0);
});

test("'none of these' stands alone, and choices keep the checklist's order", () => {
  const jewels = item("s.j", "choices", {
    options: [{ key: "a" }, { key: "b" }, { key: "none", exclusive: true }],
  });
  expect(toggledChoice(jewels, ["b"], "a")).toEqual(["a", "b"]);
  expect(toggledChoice(jewels, ["a", "b"], "none")).toEqual(["none"]);
  expect(toggledChoice(jewels, ["none"], "b")).toEqual(["b"]);
  expect(toggledChoice(jewels, ["b"], "b")).toEqual([]);
});

test("a photo is listed once and leaves no empty list behind", () => {
  const one = withPhoto(undefined, "p", AT);
  expect(withPhoto(one, "p", "later")).toEqual(one);
  expect(withoutPhoto(one, "p", AT)).toEqual({ at: AT });
});

test("an emptied note is no note; not seen wants a reason", () => {
  expect(withNote({ note: "x" }, " ", AT)).toEqual({ at: AT });
  expect(lacksReason({ skip: "unseen" })).toBe(true);
  expect(lacksReason({ skip: "unseen", reason: "dark" })).toBe(false);
  expect(lacksReason({ skip: "na" })).toBe(false);
});
