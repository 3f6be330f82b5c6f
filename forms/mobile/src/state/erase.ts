/** The server says that this device was reported lost: what it holds goes, and it says that it has gone. */
import { batch, signal } from "@preact/signals";
import { whenRevoked } from "../net/api";
import * as calls from "../net/calls";
import { eraseOf } from "../store/erase";
import { fact, forgetFact } from "../store/facts";
import { clearMirror } from "./data";
import { mustChange, person, standing } from "./session";
import { hear, tell } from "./tabs";

export const erased = signal(false);

function showErased(): void {
  clearMirror();
  batch(() => {
    person.value = null;
    standing.value = "unknown";
    mustChange.value = null;
    erased.value = true;
  });
}

async function erase(): Promise<void> {
  if (erased.value) return;
  const session = await fact("session");
  await eraseOf(session?.person ?? person.value?.id ?? null);
  showErased();
  tell({ kind: "erased" });
  if ((await calls.sayErased(session?.id)).ok) await forgetFact("session");
}

export function heedRevoking(): void {
  whenRevoked(() => void erase());
  hear({ erased: showErased });
}
