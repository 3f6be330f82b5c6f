import { expect, test } from "vitest";
import type { Receipt, SubmissionBody } from "../src/contract";
import { nextPhoto, nextWords, untilNext } from "../src/logic/queue";
import { delay, failed } from "../src/logic/retry";
import { FRESH } from "../src/store/records";
import { photo, visit } from "./make";

const body = {} as SubmissionBody;
const receipt = { complete: false } as Receipt;
const later = { ...FRESH, notBefore: 10_000 };

test("a new visit is told to the server at once, later changes when the hand rests", () => {
  expect(nextWords([visit()], [], 0)?.kind).toBe("draft");
  const tapping = visit({ revision: 1, saved: 1, changed: 2, touched: 1000 });
  expect(nextWords([tapping], [], 2000)).toBeNull();
  expect(untilNext([tapping], [], 2000)).toBe(1500);
  expect(nextWords([tapping], [], 3500)?.kind).toBe("draft");
  expect(nextWords([visit({ saved: 1 })], [], 0)).toBeNull();
});

test("what was handed in goes before drafts", () => {
  const sealed = visit({ id: "w", sealed: { number: 1, body, receipt: null } });
  expect(nextWords([visit(), sealed], [], 0)).toMatchObject({
    kind: "submission",
    visit: { id: "w" },
  });
});

test("photos wait until the server knows their visit", () => {
  expect(nextPhoto([visit({ revision: 1 })], [photo("p")], 0)).toBeNull();
  expect(nextPhoto([visit({ saved: 1 })], [photo("p")], 0)?.id).toBe("p");
});

test("photos of what was handed in go first, the rest in the order they were taken", () => {
  const open = visit({ saved: 1 });
  const sealed = visit({ id: "w", saved: 1, sealed: { number: 1, body, receipt } });
  const list = [photo("2", { added: 2 }), photo("1"), photo("w1", { visit: "w", added: 9 })];
  expect(nextPhoto([open, sealed], list, 0)?.id).toBe("w1");
  expect(nextPhoto([open], list, 0)?.id).toBe("1");
});

test("nothing is sent that was taken out, has arrived, is not here or has to wait", () => {
  const list = [
    photo("a", { removed: true }),
    photo("b", { state: "arrived" }),
    photo("c", { here: false }),
    photo("d", { retry: later }),
    photo("e", { state: "held" }),
  ];
  expect(nextPhoto([visit({ saved: 1 })], list, 0)).toBeNull();
  expect(nextPhoto([visit({ saved: 1 })], list, 10_000)?.id).toBe("d");
});

test("the server is asked whether all has arrived once nothing is left to send", () => {
  const sealed = visit({ saved: 1, sealed: { number: 1, body, receipt } });
  expect(nextWords([sealed], [photo("p")], 0)).toBeNull();
  expect(nextWords([sealed], [photo("p", { state: "arrived" })], 0)?.kind).toBe("confirm");
  expect(nextWords([{ ...sealed, complete: true }], [], 0)).toBeNull();
});

test("an entry that failed waits, the others go on", () => {
  const stuck = visit({ retry: later });
  expect(nextWords([stuck, visit({ id: "w" })], [], 0)?.visit.id).toBe("w");
  expect(untilNext([stuck], [], 0)).toBe(10_000);
});

test("delays grow to five minutes and never below what the server asks", () => {
  expect(delay(1, 0.5)).toBe(2_000);
  expect(delay(3, 0.5)).toBe(8_000);
  expect(delay(50, 0.5)).toBe(300_000);
  const once = failed(FRESH, 0, 0.5, { problem: "busy", wait: 30_000 });
  expect(once).toMatchObject({ attempts: 1, notBefore: 30_000, problem: "busy" });
});
