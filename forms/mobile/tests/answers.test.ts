import { expect, test } from "vitest";
import {
  isAnswered,
  lacksReason,
  photosNeeded,
  ranked,
  toggled,
  toggledChoice,
  withDoubt,
  withNote,
  withoutPhoto,
  withPhoto,
  withReasons,
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
  const q = item("a.q", "yes_no");
  expect(lacksReason(q, { skip: "unseen" })).toBe(true);
  expect(lacksReason(q, { skip: "unseen", reason: "dark" })).toBe(false);
  expect(lacksReason(q, { skip: "na" })).toBe(false);
});

test("a no asks why, main reason first, until the answer changes", () => {
  const why = item("a.q", "yes_no", {
    reasons: { most: 2, fails: [false], options: [{ key: "late" }, { key: "rude" }, { key: "x" }] },
  });
  expect(lacksReason(why, { value: true })).toBe(false);
  expect(lacksReason(why, { value: false })).toBe(true);
  const told = withReasons({ value: false }, ["rude", "late"], "2");
  expect(told).toEqual({ value: false, reasons: ["rude", "late"], at: "2" });
  expect(lacksReason(why, told)).toBe(false);
  expect(withValue(told, true, "3")).toEqual({ value: true, at: "3" });
  expect(withSkip(told, "na", "3")).toEqual({ skip: "na", at: "3" });
});

test("ranks follow the taps, stop at the most, and an exclusive one stands alone", () => {
  const options = ["a", "b", "c", "none"].map((key) => ({
    key,
    label: { zh: key, en: key },
    exclusive: key === "none",
  }));
  const tap = (chosen: string[], key: string) => ranked(options, chosen, key, 2);
  expect(tap([], "b")).toEqual(["b"]);
  expect(tap(["b"], "a")).toEqual(["b", "a"]);
  expect(tap(["b", "a"], "c")).toEqual(["b", "a"]);
  expect(tap(["b", "a"], "b")).toEqual(["a"]);
  expect(tap(["b", "a"], "none")).toEqual(["none"]);
  expect(tap(["none"], "c")).toEqual(["c"]);
});

test("doubt is one tap and taken back by the next", () => {
  const doubted = withDoubt({ value: true, at: "1" }, "2");
  expect(doubted).toEqual({ value: true, sure: "unsure", at: "2" });
  expect(withDoubt(doubted, "3")).toEqual({ value: true, at: "3" });
});

test("a signature is given by strokes or by the name alone", () => {
  const sign = item("a.s", "signature");
  expect(isAnswered(sign, { value: { name: " ", strokes: [] } })).toBe(false);
  expect(isAnswered(sign, { value: { name: "李", strokes: [] } })).toBe(true);
  expect(isAnswered(sign, { value: { name: "", strokes: [[1, 2]] } })).toBe(true);
});
