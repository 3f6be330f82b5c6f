import { expect, test } from "vitest";
import { chunkAfter, type TusState, tusBroken, tusSeen, tusStart, tusStep } from "../src/logic/tus";

/** A server that keeps bytes; `lie` may replace any answer. */
function run(total: number, begun: boolean, held: number, lie: (n: number) => number | null) {
  let state: TusState = tusStart(total, begun);
  let stored = held;
  let exists = held > 0;
  const sent: [number, number][] = [];
  for (let n = 0, step = tusStep(state); step && n < 100; n += 1, step = tusStep(state)) {
    const status = lie(n);
    if (status === 0) {
      state = tusBroken(state);
      continue;
    }
    let reply = { status: status ?? 204, offset: null as number | null };
    if (status === null) {
      if (step.method === "POST") exists = true;
      if (!exists) reply = { status: 404, offset: null };
      else if (step.method === "PATCH" && step.from !== stored)
        reply = { status: 409, offset: null };
      else {
        if (step.method === "PATCH") {
          sent.push([step.from, step.to]);
          stored = step.to;
        }
        reply = { status: step.method === "POST" ? 201 : 204, offset: stored };
      }
    }
    state = tusSeen(state, step, reply) ?? state;
  }
  return { state, stored, sent };
}

test("a new upload is created and sent whole", () => {
  const { state, stored, sent } = run(700_000, false, 0, () => null);
  expect(state.phase).toBe("done");
  expect(stored).toBe(700_000);
  expect(sent[0]?.[0]).toBe(0);
});

test("an upload that was begun goes on where the server stands", () => {
  const { state, sent } = run(700_000, true, 300_000, () => null);
  expect(state.phase).toBe("done");
  expect(sent[0]?.[0]).toBe(300_000);
});

test("an upload the server has forgotten is created again", () => {
  expect(run(1000, true, 0, () => null).state.phase).toBe("done");
});

test("a cut in the middle asks for the offset and sends nothing twice", () => {
  const { state, sent } = run(700_000, false, 0, (n) => (n === 2 ? 0 : null));
  expect(state.phase).toBe("done");
  const bytes = sent.reduce((sum, [from, to]) => sum + to - from, 0);
  expect(bytes).toBe(700_000);
});

test("an upload already complete is done without a byte", () => {
  expect(run(5, true, 5, () => null).sent).toEqual([]);
});

test("a checksum that never agrees is given up", () => {
  const { state } = run(1000, false, 0, (n) => (n === 0 ? null : n % 2 === 1 ? 460 : null));
  expect(state.phase).toBe("refused");
  expect(state.problem).toBe("checksum");
});

test("too large and not taken are refusals; busy settles nothing", () => {
  const state = tusStart(10, false);
  const step = { method: "POST" } as const;
  expect(tusSeen(state, step, { status: 413, offset: null })?.problem).toBe("too_large");
  expect(tusSeen(state, step, { status: 422, offset: null })?.problem).toBe("not_taken");
  for (const status of [401, 403, 423, 429, 500, 503])
    expect(tusSeen(state, step, { status, offset: null })).toBeNull();
});

test("pieces grow on a quick network and shrink on a slow one", () => {
  expect(chunkAfter(256 * 1024, 300)).toBe(512 * 1024);
  expect(chunkAfter(256 * 1024, 3_000)).toBe(256 * 1024);
  expect(chunkAfter(256 * 1024, 20_000)).toBe(128 * 1024);
  expect(chunkAfter(64 * 1024, 60_000)).toBe(64 * 1024);
});
