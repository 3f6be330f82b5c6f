/** What can go wrong between phone and server, in the few kinds the form treats differently. */

export type FaultKind =
  | "offline" // no answer: no network, cut, too slow
  | "portal" // somebody else answered (a sign-in page of the shop's network)
  | "signin" // 401
  | "busy" // 408, 423, 429, 5xx: the same later
  | "conflict" // 409
  | "refused"; // every other 4xx

export interface Fault {
  kind: FaultKind;
  status: number;
  code: string;
  detail: string;
  /** Wait at least this long, ms. */
  wait: number;
  body: Record<string, unknown>;
}

export function fault(kind: FaultKind, status = 0): Fault {
  return { kind, status, code: kind, detail: "", wait: 0, body: {} };
}

export function kindOf(status: number): FaultKind {
  if (status === 401) return "signin";
  if (status === 409) return "conflict";
  if (status === 408 || status === 423 || status === 425 || status === 429 || status >= 500)
    return "busy";
  return status >= 400 ? "refused" : "portal";
}

export function waitOf(headers: Headers): number {
  const seconds = Number(headers.get("Retry-After") ?? 0);
  return Number.isFinite(seconds) ? Math.min(seconds, 3600) * 1000 : 0;
}

export function faultOf(status: number, headers: Headers, body: Record<string, unknown>): Fault {
  const words = (name: string) => (typeof body[name] === "string" ? body[name] : "");
  return {
    kind: kindOf(status),
    status,
    code: words("code") || String(status),
    detail: words("detail") || words("title"),
    wait: waitOf(headers),
    body,
  };
}
