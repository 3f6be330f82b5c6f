import { expect, test } from "vitest";
import type { Receipt, SubmissionBody } from "../src/contract";
import { nextPhoto, nextWords } from "../src/logic/queue";
import { daysWaiting, unsentOf } from "../src/logic/unsent";
import { FRESH } from "../src/store/records";
import { photo, visit } from "./make";

const DAY = 86_400_000;
const NOW = Date.parse("2026-11-21T12:00:00Z");
const late = { ...FRESH, notBefore: NOW + 30 * DAY };
const sealed = (receipt: Receipt | null) => ({ number: 1, body: {} as SubmissionBody, receipt });

test("a wait noted before the clock was set back does not hold anything up", () => {
  const waiting = visit({ sealed: sealed(null), retry: late });
  expect(nextWords([waiting], [], NOW)?.kind).toBe("submission");
  const known = visit({ saved: 1 });
  expect(nextPhoto([known], [photo("a", { retry: late })], NOW)?.id).toBe("a");
  const soon = { ...FRESH, notBefore: NOW + 60_000 };
  expect(nextWords([visit({ sealed: sealed(null), retry: soon })], [], NOW)).toBeNull();
});

test("a last tap that lies ahead of the clock counts as rested", () => {
  const tapped = visit({ revision: 1, changed: 3, saved: 1, touched: NOW + DAY });
  expect(nextWords([tapped], [], NOW)?.kind).toBe("draft");
});

test("what waits is told with its words and photos, and since when", () => {
  const handedIn = visit({ sealed: sealed(null), touched: NOW - 3 * DAY });
  const list = unsentOf([handedIn], [photo("a"), photo("b", { state: "arrived" })]);
  expect(list.map((one) => [one.words, one.photos.map(({ id }) => id)])).toEqual([
    ["submission", ["a"]],
  ]);
  expect(daysWaiting(list, NOW)).toBeGreaterThanOrEqual(3);
  expect(unsentOf([visit({ sealed: sealed({} as Receipt), complete: true })], [])).toEqual([]);
  expect(daysWaiting([], NOW)).toBe(0);
});
