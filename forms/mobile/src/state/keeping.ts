/**
 * The picture on the screen changes at once, the store follows. What the phone refuses to store is held here, in
 * its order, and tried again until it is stored: a full phone costs room, never an answer.
 */
import { signal } from "@preact/signals";
import { kick } from "../net/sender";
import type { VisitRecord } from "../store/records";
import { makeRoom } from "../store/room";
import { addVisit } from "../store/visits";
import { reload, showAtOnce, showVisit, writes } from "./data";
import { person } from "./session";

type Write = () => Promise<void>;

const AGAIN = 3_000;

/** The phone refused to store something: the one thing that must be said loudly. */
export const storeFailed = signal(false);

const REST = 2_600;

const held: Write[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;
let kickTimer: ReturnType<typeof setTimeout> | undefined;

function scheduleKick(): void {
  clearTimeout(kickTimer);
  kickTimer = setTimeout(() => void kick(), REST);
}
let flushing: Promise<boolean> | null = null;

/** The store was cleared under the page: what is on the screen goes back into it, with what was just tapped. */
async function backFromScreen(picture: VisitRecord): Promise<VisitRecord | null> {
  if (picture.person !== person.value?.id) return null;
  const { id } = await addVisit({ ...picture, changed: picture.changed + 1, saved: 0 });
  return id === picture.id ? picture : null;
}

/** False: the store refuses. Room is made once before that is believed. */
export async function stored(write: Write): Promise<boolean> {
  for (const last of [false, true]) {
    try {
      await write();
      return true;
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      if (last || !(await makeRoom())) return false;
    }
  }
  return false;
}

async function flushAll(): Promise<boolean> {
  for (let first = held[0]; first; first = held[0]) {
    if (!(await stored(first))) break;
    held.shift();
  }
  storeFailed.value = held.length > 0;
  clearTimeout(timer);
  if (held.length > 0) timer = setTimeout(() => void flush(), AGAIN);
  return held.length === 0;
}

/** Leaving the page now would lose what it holds: the browser asks first. */
window.addEventListener("beforeunload", (event) => {
  if (held.length > 0) event.preventDefault();
});

/** Stores what is held; false when the phone still refuses. */
export function flush(): Promise<boolean> {
  flushing ??= flushAll().finally(() => {
    flushing = null;
  });
  return flushing;
}

/** Stores a change; later ones never overtake one that is held. */
export async function hold(write: Write): Promise<void> {
  if (held.length === 0 && (await stored(write))) return;
  held.push(write);
  await flush();
}

/** Shows `picture` and stores the change behind it. */
export function keep(
  picture: VisitRecord,
  write: () => Promise<VisitRecord | null>,
): Promise<void> {
  showAtOnce(picture);
  writes(picture.id, 1);
  return hold(async () => {
    const visit = (await write()) ?? (await backFromScreen(picture));
    writes(picture.id, -1);
    if (visit) showVisit(visit);
    else void reload();
    scheduleKick();
  });
}
