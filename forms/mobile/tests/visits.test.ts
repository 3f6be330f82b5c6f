import { expect, test } from "vitest";
import type { AssignedVisit, Receipt, SubmissionBody } from "../src/contract";
import { mergeAnswers } from "../src/logic/merge";
import { bodyOf, claimsOf, pendingRemarks, viewOf, wasReturned } from "../src/logic/visits";
import { assignment, photo, visit } from "./make";

const body = {} as SubmissionBody;
const receipt = { complete: false } as Receipt;

function there(rest: Partial<AssignedVisit>): AssignedVisit {
  const photos = { expected: 0, arrived: 0, missing: [] };
  return { id: "v", state: "draft", submission: 0, photos, returned: null, draft: null, ...rest };
}

test("states as the auditor sees them", () => {
  const plain = assignment();
  expect(viewOf(plain, null, []).shown).toBe("new");
  expect(viewOf(plain, visit(), []).shown).toBe("open");
  expect(viewOf(assignment({ visit: there({}) }), null, []).shown).toBe("open");
  const waiting = visit({ sealed: { number: 1, body, receipt: null } });
  expect(viewOf(plain, waiting, [])).toMatchObject({ shown: "sending", received: false });
  const some = [photo("1", { state: "arrived" }), photo("2"), photo("3", { removed: true })];
  const received = visit({ sealed: { number: 1, body, receipt } });
  expect(viewOf(plain, received, some)).toMatchObject({
    shown: "sending",
    received: true,
    photos: { arrived: 1, expected: 2 },
  });
  expect(viewOf(plain, { ...received, complete: true }, []).shown).toBe("sent");
});

test("sent back: until it is taken up again, and again after the next submission", () => {
  const back = assignment({
    visit: there({ state: "returned", submission: 1, returned: { note: "n", items: [] } }),
  });
  const first = visit({ sealed: { number: 1, body, receipt } });
  expect(wasReturned(back, first)).toBe(true);
  expect(wasReturned(back, null)).toBe(true);
  const again = visit({ number: 2, returned: { note: "n", items: [] } });
  expect(wasReturned(back, again)).toBe(false);
  expect(viewOf(back, again, []).shown).toBe("returned");
  const taken = { ...again, reopened: "2", answers: { a: { at: "1" }, b: { at: "3" } } };
  const remarks = ["a", "b", "c"].map((item) => ({ item, text: "t" }));
  expect([...pendingRemarks({ ...taken, returned: { note: "", items: remarks } })]).toEqual([
    "a",
    "c",
  ]);
  const second = visit({ number: 2, sealed: { number: 2, body, receipt: null } });
  expect(viewOf(back, second, []).shown).toBe("sending");
});

test("the claims of a visit are the photos its answers name", () => {
  const one = visit({ answers: { "s.q": { photos: ["b", "a", "gone", "out"] } } });
  const list = [photo("a"), photo("b"), photo("stray"), photo("out", { removed: true })];
  expect(claimsOf(one, list).map((claim) => claim.id)).toEqual(["b", "a"]);
  const sent = bodyOf(one, list, "2026-11-21T09:00:00Z", 0);
  expect(Object.keys(sent.photos[0] ?? {}).sort()).toEqual([
    "accuracy_m",
    "bytes",
    "height",
    "id",
    "item",
    "latitude",
    "longitude",
    "sha256",
    "taken_at",
    "type",
    "width",
  ]);
});

test("two phones: item by item the later answer stands, and taking back counts", () => {
  const mine = { a: { value: true, at: "2" }, b: { value: true, at: "1" }, c: { at: "3" } };
  const theirs = {
    a: { value: false, at: "1" },
    b: { value: false, at: "2" },
    c: { value: true, at: "2" },
    d: { value: 1, at: "1" },
  };
  expect(mergeAnswers(mine, theirs)).toEqual({
    a: { value: true, at: "2" },
    b: { value: false, at: "2" },
    c: { at: "3" },
    d: { value: 1, at: "1" },
  });
});
