/**
 * One photo's way up by tus 1.0, as a pure state: what to ask next, and what an answer means.
 * Nothing is believed until the server has said its offset.
 */

export interface TusState {
  phase: "create" | "ask" | "send" | "done" | "refused";
  offset: number;
  total: number;
  chunk: number;
  /** Times the server found other bytes than were sent. */
  mismatches: number;
  problem: string | null;
}

export type TusStep =
  | { method: "POST" }
  | { method: "HEAD" }
  | { method: "PATCH"; from: number; to: number };

export interface TusReply {
  status: number;
  /** Upload-Offset of the answer, if it had one. */
  offset: number | null;
}

const SMALLEST = 64 * 1024;
export const FIRST_CHUNK = 256 * 1024;
const LARGEST = 2 * 1024 * 1024;
const MISMATCHES = 4;

/** `begun`: an earlier attempt may have left bytes on the server, so its offset is asked for first. */
export function tusStart(total: number, begun: boolean, chunk = FIRST_CHUNK): TusState {
  const phase = begun ? "ask" : "create";
  return { phase, offset: 0, total, chunk, mismatches: 0, problem: null };
}

export function tusStep(state: TusState): TusStep | null {
  if (state.phase === "create") return { method: "POST" };
  if (state.phase === "ask") return { method: "HEAD" };
  if (state.phase !== "send") return null;
  return {
    method: "PATCH",
    from: state.offset,
    to: Math.min(state.total, state.offset + state.chunk),
  };
}

/** A quick piece lets the next one grow; a slow or broken one makes it smaller. */
export function chunkAfter(chunk: number, took: number): number {
  if (took < 1500) return Math.min(LARGEST, chunk * 2);
  return took > 8000 ? Math.max(SMALLEST, Math.floor(chunk / 2)) : chunk;
}

export function tusBroken(state: TusState): TusState {
  return { ...state, phase: state.phase === "send" ? "ask" : state.phase, chunk: SMALLEST };
}

function at(state: TusState, offset: number): TusState {
  return { ...state, offset, phase: offset >= state.total ? "done" : "send" };
}

function mismatch(state: TusState): TusState {
  const mismatches = state.mismatches + 1;
  if (mismatches >= MISMATCHES)
    return { ...state, phase: "refused", mismatches, problem: "checksum" };
  return { ...state, phase: "ask", mismatches };
}

/** Null: this answer settles nothing, try the same step later (busy, limits, server trouble). */
export function tusSeen(state: TusState, step: TusStep, reply: TusReply): TusState | null {
  const { status, offset } = reply;
  if (status === 413) return { ...state, phase: "refused", problem: "too_large" };
  if (status === 415 || status === 422 || status === 400)
    return { ...state, phase: "refused", problem: "not_taken" };
  if (status === 460) return mismatch(state);
  if (step.method === "POST") {
    if (status === 200 || status === 201)
      return offset === null ? { ...state, phase: "ask" } : at(state, offset);
    return status === 409 ? { ...state, phase: "ask" } : null;
  }
  if (status === 404 || status === 410) return { ...state, phase: "create", offset: 0 };
  if (step.method === "HEAD")
    return (status === 200 || status === 204) && offset !== null ? at(state, offset) : null;
  if (status === 409) return { ...state, phase: "ask" };
  if (status !== 204 && status !== 200) return null;
  return offset === null ? { ...state, phase: "ask" } : at(state, offset);
}
