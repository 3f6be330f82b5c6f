import { effect } from "@preact/signals";
import { render } from "preact";
import { App } from "./app";
import { Broken } from "./pages/broken";
import "./look/index.css";
import { giveUpStale } from "./net/api";
import { kick } from "./net/sender";
import { clearMirror, listenToTabs, reload } from "./state/data";
import { heedRevoking } from "./state/erase";
import { listenForInstall } from "./state/install";
import { recallPlace } from "./state/place";
import { refresh } from "./state/provisions";
import { lookAtRoom } from "./state/room";
import { followAddress } from "./state/route";
import { confirmPerson, listenForPerson, online, person, recall, standing } from "./state/session";
import { keepForm, lookForUpdate } from "./state/update";
import { gatherStrays } from "./state/visit";
import { impatient } from "./state/wake";
import { forgetOld } from "./store/visits";

/** Receipts are kept for 30 days. */
const KEPT_FOR = 30 * 86_400_000;

/** The network is back, or the page is looked at again: try what failed for lack of network, and read the list. */
async function wake(): Promise<void> {
  online.value = navigator.onLine;
  void lookAtRoom();
  if (!person.value || !online.value) return;
  await impatient();
  await kick();
  await refresh();
  await lookForUpdate();
}

function listen(): void {
  window.addEventListener("online", () => {
    giveUpStale();
    void wake();
  });
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
  listenForPerson();
  heedRevoking();
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
  void listenForInstall();
  await Promise.all([recall(), recallPlace()]);
  if (person.value) await forgetOld(person.value.id, new Date(Date.now() - KEPT_FOR).toISOString());
  await reload();
  await gatherStrays();
  listen();
  followPerson();
  const root = document.getElementById("app");
  if (root) render(<App />, root);
  void keepForm();
  void lookAtRoom();
  if (await confirmPerson()) await refresh();
}

/** The store cannot be opened at all (damaged, or written by a newer form): said, instead of a blank page. */
function sayBroken(error: unknown): void {
  if (!(error instanceof DOMException)) throw error;
  const root = document.getElementById("app");
  if (root) render(<Broken />, root);
}

start().catch(sayBroken);
