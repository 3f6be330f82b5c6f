/** When to try again. Delays grow to five minutes; a little chance keeps phones from coming all at once. */
import type { Retry } from "../store/records";

const FIRST_DELAY = 2_000;
const LONGEST_DELAY = 300_000;

export function delay(attempts: number, chance: number): number {
  const full = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** Math.max(0, attempts - 1));
  return Math.round(full * (0.75 + chance * 0.5));
}

export interface Failure {
  problem: string;
  detail?: string;
  /** At least this long, ms. */
  wait?: number;
}

export function failed(retry: Retry, now: number, chance: number, failure: Failure): Retry {
  const attempts = retry.attempts + 1;
  const { problem, detail = "", wait = 0 } = failure;
  const notBefore = now + Math.max(wait, delay(attempts, chance));
  return { attempts, notBefore, problem, detail, ...(wait > 0 ? { asked: now + wait } : {}) };
}
