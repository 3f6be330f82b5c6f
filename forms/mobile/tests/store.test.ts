import "fake-indexeddb/auto";
import { beforeEach, expect, test } from "vitest";
import type { Receipt, SubmissionBody } from "../src/contract";
import { assignmentsOf, storeAssignments } from "../src/store/assignments";
import { withDb } from "../src/store/db";
import { eraseOf, letGoOf } from "../src/store/erase";
import { fact, remember } from "../src/store/facts";
import {
  changePhoto,
  photoBytes,
  photosOfPerson,
  photoThumb,
  releaseBytes,
  writePhoto,
} from "../src/store/photos";
import { makeRoom } from "../src/store/room";
import {
  addVisit,
  changeAnswer,
  changeVisit,
  forgetOld,
  renameVisit,
  touchVisit,
  visitsOf,
} from "../src/store/visits";
import { assignment, photo, visit } from "./make";

const picture = () => ({ type: "image/jpeg", data: Uint8Array.from([1, 2, 3]).buffer });
const sealed = (received_at: string) => ({
  number: 1,
  body: {} as SubmissionBody,
  receipt: { received_at } as Receipt,
});

beforeEach(() =>
  withDb(async (db) => {
    for (const store of db.objectStoreNames) await db.clear(store);
  }),
);

test("answers given at the same time all stay", async () => {
  await addVisit(visit());
  const keys = Array.from({ length: 40 }, (_, n) => `s.${n}`);
  await Promise.all(keys.map((key) => changeAnswer("v", key, 1, () => ({ value: true }))));
  const [kept] = await visitsOf("p");
  expect(Object.keys(kept?.answers ?? {}).sort()).toEqual(keys.sort());
  expect(kept?.changed).toBe(41);
});

test("an assignment has one visit, however many tabs begin it", async () => {
  const [one, two] = await Promise.all([addVisit(visit()), addVisit(visit({ id: "w" }))]);
  expect(one.id).toBe(two.id);
  expect(await visitsOf("p")).toHaveLength(1);
});

test("a sealed visit takes no more answers", async () => {
  await addVisit(visit({ sealed: sealed("2026") }));
  await changeAnswer("v", "s.q", 1, () => ({ value: true }));
  expect((await visitsOf("p"))[0]?.answers).toEqual({});
});

test("work goes on after the browser has closed the database", async () => {
  await addVisit(visit());
  await withDb(async (db) => db.close());
  await touchVisit("v", 5, () => ({ timers: { "s.w": "now" } }));
  expect((await visitsOf("p"))[0]?.timers).toEqual({ "s.w": "now" });
});

test("photos are kept as bytes, and leave the phone only when the visit is released", async () => {
  await addVisit(visit());
  await writePhoto(photo("a"), picture(), picture());
  await writePhoto(photo("b", { removed: true }), picture(), null);
  expect([...new Uint8Array((await photoBytes("a"))?.data ?? new ArrayBuffer(0))]).toEqual([
    1, 2, 3,
  ]);
  await changePhoto("a", (old) => ({ ...old, state: "arrived" }));
  expect(await photoBytes("a")).not.toBeNull();
  await releaseBytes("v");
  expect(await photoBytes("a")).toBeNull();
  expect(await photoThumb("a")).not.toBeNull();
  expect((await photosOfPerson("p")).map((one) => [one.id, one.here])).toEqual([["a", false]]);
});

test("a visit takes the server's id with its photos", async () => {
  await addVisit(visit());
  await writePhoto(photo("a"), picture(), null);
  await renameVisit("v", "there");
  expect((await visitsOf("p")).map((one) => one.id)).toEqual(["there"]);
  expect((await photosOfPerson("p"))[0]?.visit).toBe("there");
});

test("each person has a store of their own", async () => {
  await addVisit(visit());
  await addVisit(visit({ id: "w", person: "q" }));
  expect((await visitsOf("q")).map((one) => one.id)).toEqual(["w"]);
  expect(await photosOfPerson("q")).toEqual([]);
});

test("what leaves the server's list stays while a visit of it is here", async () => {
  await storeAssignments("p", [assignment(), assignment({ id: "b" })], new Set());
  await storeAssignments("p", [], new Set(["a"]));
  expect((await assignmentsOf("p")).map((one) => [one.id, one.gone])).toEqual([["a", true]]);
});

test("only what the server holds wholly is forgotten, and only when it is old", async () => {
  await addVisit(visit({ sealed: sealed("2026-09-01"), complete: true }));
  await addVisit(visit({ id: "w", assignment: "b", sealed: sealed("2026-11-20"), complete: true }));
  await addVisit(visit({ id: "x", assignment: "c", sealed: sealed("2026-09-01") }));
  await addVisit(visit({ id: "y", assignment: "d" }));
  await forgetOld("p", "2026-10-22");
  expect((await visitsOf("p")).map((one) => one.id).sort()).toEqual(["w", "x", "y"]);
});

test("a change of a visit that is not here changes nothing", async () => {
  expect(await changeVisit("none", (one) => one)).toBeNull();
});

test("a lost phone forgets its person, and keeps what another one has not sent", async () => {
  await addVisit(visit());
  await writePhoto(photo("a"), picture(), picture());
  await addVisit(visit({ id: "w", person: "q" }));
  await writePhoto(photo("b", { visit: "w", person: "q" }), picture(), picture());
  await remember("offset", 5);
  await eraseOf("p");
  expect([await visitsOf("p"), await photoBytes("a"), await photoThumb("a")]).toEqual([
    [],
    null,
    null,
  ]);
  expect(await photoBytes("b")).not.toBeNull();
  await eraseOf("q");
  expect([await photoBytes("b"), await fact("offset")]).toEqual([null, undefined]);
});

test("room is made of what the server holds wholly, and of nothing else", async () => {
  await addVisit(visit({ sealed: sealed("2026"), complete: true }));
  await addVisit(visit({ id: "w", assignment: "b" }));
  await writePhoto(photo("a"), picture(), picture());
  await writePhoto(photo("b", { visit: "w" }), picture(), picture());
  expect(await makeRoom()).toBe(true);
  expect([await photoThumb("a"), (await photoThumb("b")) !== null]).toEqual([null, true]);
  expect(await makeRoom()).toBe(false);
});

test("a tap and a photo find their visit by the id that it had before", async () => {
  await addVisit(visit());
  await renameVisit("v", "w");
  await changeAnswer("v", "s.q", 1, () => ({ value: true }));
  const written = await writePhoto(photo("a"), picture(), null);
  expect((await visitsOf("p")).map(({ id, answers }) => [id, answers])).toEqual([
    ["w", { "s.q": { value: true } }],
  ]);
  expect(written.visit).toBe("w");
  expect((await photosOfPerson("p"))[0]?.visit).toBe("w");
});

test("signing out leaves what was not sent, and what another person has", async () => {
  await addVisit(visit({ id: "done", assignment: "a1", complete: true }));
  await addVisit(visit({ id: "open", assignment: "a2" }));
  await addVisit(visit({ id: "theirs", assignment: "a1", person: "other", complete: true }));
  await storeAssignments(
    "p",
    ["a1", "a2", "a3"].map((id) => assignment({ id })),
    new Set(),
  );
  for (const id of ["done", "open"])
    await writePhoto({ ...photo(id), visit: id }, picture(), picture());
  await letGoOf("p");
  expect((await visitsOf("p")).map(({ id }) => id)).toEqual(["open"]);
  expect(await visitsOf("other")).toHaveLength(1);
  expect((await assignmentsOf("p")).map(({ id }) => id)).toEqual(["a2"]);
  expect((await photosOfPerson("p")).map(({ id }) => id)).toEqual(["open"]);
  expect([await photoBytes("done"), await photoThumb("done")]).toEqual([null, null]);
});
