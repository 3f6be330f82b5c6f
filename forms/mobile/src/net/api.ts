/** JSON to and from /api/v1. Never throws for what a network or server does: the answer says what happened. */
import type { Lang } from "../contract";
import { type Fault, fault, faultOf } from "./faults";

export type Reply<T> = { ok: true; status: number; data: T } | { ok: false; fault: Fault };

export const BASE = "/api/v1";
const PATIENCE = 30_000;

let language: Lang = "zh";

/** Problems come in the language of the page. */
export function speak(lang: Lang): void {
  language = lang;
}

let onRevoked = () => {};

/** What to do when the server says that this device was reported lost. */
export function whenRevoked(work: () => void): void {
  onRevoked = work;
}

/** A request that has been under way for so long when the network changes belongs to the old one, ms. */
const STALE = 3_000;
const underWay = new Map<AbortController, number>();

/** The network is another one now: what hangs on the old one is given up, to be asked again. */
export function giveUpStale(): void {
  for (const [limit, began] of underWay) if (performance.now() - began > STALE) limit.abort();
}

export async function ask(
  url: string,
  init: RequestInit,
  patience: number,
): Promise<Response | null> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), patience);
  underWay.set(limit, performance.now());
  try {
    return await fetch(url, {
      ...init,
      credentials: "same-origin",
      cache: "no-store",
      signal: limit.signal,
    });
  } catch (error) {
    // fetch says nothing more exact than TypeError for every way a network fails.
    if (error instanceof TypeError || error instanceof DOMException) return null;
    throw error;
  } finally {
    underWay.delete(limit);
    clearTimeout(timer);
  }
}

async function readJson(response: Response): Promise<unknown> {
  if (!/[/+]json/.test(response.headers.get("Content-Type") ?? "")) return undefined;
  try {
    return await response.json();
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError || error instanceof DOMException)
      return undefined;
    throw error;
  }
}

export async function call<T>(
  method: string,
  path: string,
  body?: unknown,
  more: Record<string, string> = {},
): Promise<Reply<T>> {
  const headers: Record<string, string> = {
    Accept: "application/json",
    "Accept-Language": language,
    ...more,
  };
  const init: RequestInit = { method, headers };
  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
    init.body = JSON.stringify(body);
  }
  const response = await ask(BASE + path, init, PATIENCE);
  if (!response) return { ok: false, fault: fault("offline") };
  if (response.status === 204) return { ok: true, status: 204, data: undefined as T };
  const data = await readJson(response);
  if (response.ok && data !== undefined)
    return { ok: true, status: response.status, data: data as T };
  const found = (data ?? {}) as Record<string, unknown>;
  if (response.status === 401 && found["code"] === "device_revoked") onRevoked();
  return { ok: false, fault: faultOf(response.status, response.headers, found) };
}
