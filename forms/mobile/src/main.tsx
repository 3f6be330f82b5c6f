import { effect } from "@preact/signals";
import { render } from "preact";
import { App } from "./app";
import "./look/index.css";
import { kick } from "./net/sender";
import { clearMirror, listenToTabs, reload } from "./state/data";
import { recallPlace } from "./state/place";
import { refresh } from "./state/provisions";
import { followAddress } from "./state/route";
import { confirmPerson, online, person, recall, standing } from "./state/session";
import { gatherStrays } from "./state/visit";
import { impatient } from "./state/wake";
import { forgetOld } from "./store/visits";

/** Receipts are kept for 30 days. */
const KEPT_FOR = 30 * 86_400_000;

function keepForm(): void {
  if (import.meta.env.DEV || !("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register("/m/sw.js", { scope: "/m/" }).catch((error: unknown) => {
    // Without it the form works online; a refusal (private window, policy) must not stop it.
    console.warn("the form could not be kept for offline use", error);
  });
}

/** The network is back, or the page is looked at again: try what failed for lack of network, and read the list. */
async function wake(): Promise<void> {
  online.value = navigator.onLine;
  if (!person.value || !online.value) return;
  await impatient();
  await kick();
  await refresh();
}

function listen(): void {
  window.addEventListener("online", () => void wake());
  window.addEventListener("offline", () => {
    online.value = false;
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) void wake();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void wake();
  });
  listenToTabs();
}

/** Another person at the same phone sees their own visits only. */
function followPerson(): void {
  let shown = person.value?.id;
  effect(() => {
    const id = person.value?.id;
    if (id === shown) return;
    shown = id;
    clearMirror();
    if (id) void reload().then(refresh);
  });
  effect(() => {
    if (standing.value === "confirmed") void kick();
  });
}

async function start(): Promise<void> {
  followAddress();
  await Promise.all([recall(), recallPlace()]);
  if (person.value) await forgetOld(person.value.id, new Date(Date.now() - KEPT_FOR).toISOString());
  await reload();
  await gatherStrays();
  listen();
  followPerson();
  const root = document.getElementById("app");
  if (root) render(<App />, root);
  keepForm();
  if (await confirmPerson()) await refresh();
}

void start();
