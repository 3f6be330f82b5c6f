import { expect, test } from "vitest";
import type { Answer } from "../src/contract";
import { mergeAnswers } from "../src/logic/merge";

const said = (value: boolean, at: string, photos?: string[]): Answer =>
  photos ? { value, at, photos } : { value, at };
const merged = (mine: Answer, theirs: Answer, base: Answer) =>
  mergeAnswers({ q: mine }, { q: theirs }, { q: base })["q"];

test("what only one phone changed stands, whatever the clocks say", () => {
  const base = said(true, "2026-11-21");
  const behind = said(false, "1999-01-01");
  expect(merged(behind, base, base)).toEqual(behind);
  expect(merged(base, behind, base)).toEqual(behind);
});

test("what both changed is settled by the later answer, and photos of both stay", () => {
  const base = said(true, "2026-11-21", ["old"]);
  const mine = said(false, "2026-11-22", ["old", "mine"]);
  const theirs = said(true, "2026-11-23", ["old", "theirs"]);
  expect(merged(mine, theirs, base)).toEqual({ ...theirs, photos: ["old", "theirs", "mine"] });
});

test("a photo that one phone took out does not come back", () => {
  const base = said(true, "2026-11-21", ["a", "b"]);
  const mine = said(true, "2026-11-22", ["a", "c"]);
  const theirs = said(true, "2026-11-23", ["a", "b", "d"]);
  expect(merged(mine, theirs, base)?.photos).toEqual(["a", "d", "c"]);
});

test("what only one phone has is kept", () => {
  const [mine, theirs] = [said(true, "1"), said(false, "2")];
  expect(mergeAnswers({ a: mine }, { b: theirs })).toEqual({ a: mine, b: theirs });
});
