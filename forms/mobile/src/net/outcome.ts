/** What a fault means for the entry that met it and for the session. */
import { failed } from "../logic/retry";
import { standing } from "../state/session";
import type { Retry } from "../store/records";
import type { Fault } from "./faults";

/** A refusal is looked at again rarely: an administrator may have mended its cause. */
const REFUSED_WAIT = 600_000;

export function afterFault(retry: Retry, fault: Fault): Retry {
  // Signing in again is not the entry's fault: it stays as it is and goes on afterwards.
  if (fault.kind === "signin") {
    standing.value = "expired";
    return retry;
  }
  const isRefusal = fault.kind === "refused" || fault.kind === "conflict";
  return failed(retry, Date.now(), Math.random(), {
    problem: isRefusal ? fault.code : fault.kind,
    detail: isRefusal ? fault.detail : "",
    wait: isRefusal ? REFUSED_WAIT : fault.wait,
  });
}
