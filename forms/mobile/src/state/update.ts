/**
 * A new version of the form waits until it is asked for, and is never taken while a visit is being written. What is
 * on the phone stays as it is: the store's layout only grows, and a draft keeps its checklist's version.
 */
import { signal } from "@preact/signals";
import { flush } from "./keeping";
import { isWriting } from "./pen";

const EVERY = 3_600_000;

/** The version that waits. */
export const waiting = signal<ServiceWorker | null>(null);

let registration: ServiceWorkerRegistration | null = null;
let looked = 0;

function note(found: ServiceWorkerRegistration): void {
  if (found.waiting && navigator.serviceWorker.controller) waiting.value = found.waiting;
}

function follow(found: ServiceWorkerRegistration): void {
  note(found);
  found.addEventListener("updatefound", () => {
    found.installing?.addEventListener("statechange", () => note(found));
  });
}

/** Every tab goes on with the new version, each where it was. */
async function goOn(): Promise<void> {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  await flush();
  location.reload();
}

export async function keepForm(): Promise<void> {
  if (import.meta.env.DEV || !("serviceWorker" in navigator)) return;
  const isFirst = navigator.serviceWorker.controller === null;
  try {
    registration = await navigator.serviceWorker.register("/m/sw.js", { scope: "/m/" });
  } catch (error) {
    // Without it the form works online; a refusal (private window, policy) must not stop it.
    console.warn("the form could not be kept for offline use", error);
    return;
  }
  looked = Date.now();
  follow(registration);
  if (!isFirst) navigator.serviceWorker.addEventListener("controllerchange", () => void goOn());
}

/** Looks for a new version, at most once an hour. */
export async function lookForUpdate(): Promise<void> {
  if (!registration || Math.abs(Date.now() - looked) < EVERY) return;
  looked = Date.now();
  await registration.update().catch(() => undefined);
}

/** False: a visit is being written, in this tab or another. */
export async function takeUpdate(): Promise<boolean> {
  if (await isWriting()) return false;
  waiting.value?.postMessage("take-over");
  return true;
}
