/**
 * One tab writes a visit at a time: it holds the pen. Another tab may ask for it and gets it at once; from a tab
 * that does not answer (frozen by the system) it is taken. Without Web Locks (plain HTTP) every tab may write:
 * changes go into the store answer by answer.
 */
import { flush } from "./keeping";
import { hear, tell } from "./tabs";

const PATIENCE = 400;
const STEAL_AFTER = 1_500;

export const penOf = (visit: string) => `mingcha-visit-${visit}`;

function isTaken(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/** What is being typed is stored before the pen goes. */
async function putDown(): Promise<void> {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  await flush();
}

/** This tab's interest in one visit. It outlives a change of pages, so that no other tab slips in between. */
interface Pen {
  mine: boolean;
  wanted: number;
  changed: Set<(mine: boolean) => void>;
  left: AbortController;
  release: () => void;
}

const LINGER = 300;
const pens = new Map<string, Pen>();

function change(pen: Pen, mine: boolean): void {
  pen.mine = mine;
  for (const told of pen.changed) told(mine);
}

/** Holds the pen until it is asked for, then stands in the queue again, as long as it is wanted. */
async function queue(visit: string, pen: Pen): Promise<void> {
  const hold = () =>
    new Promise<void>((done) => {
      pen.release = done;
      change(pen, true);
    });
  while (!pen.left.signal.aborted) {
    const waiting = setTimeout(() => change(pen, false), PATIENCE);
    try {
      await navigator.locks.request(penOf(visit), { signal: pen.left.signal }, () => {
        clearTimeout(waiting);
        return hold();
      });
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
    clearTimeout(waiting);
    change(pen, false);
  }
}

function begin(visit: string): Pen {
  const left = new AbortController();
  const pen: Pen = { mine: true, wanted: 0, changed: new Set(), left, release: () => {} };
  const deaf = hear({
    take: (word) => {
      if (word.visit === visit && pen.mine) void putDown().then(pen.release);
    },
  });
  left.signal.addEventListener("abort", deaf);
  pens.set(visit, pen);
  void queue(visit, pen);
  return pen;
}

function end(visit: string, pen: Pen): void {
  if (pen.wanted > 0) return;
  pens.delete(visit);
  pen.left.abort();
  pen.release();
}

/** Wants the pen of a visit for as long as the page shows it; `onChange` is told whether it has it. */
export function wantPen(visit: string, onChange: (mine: boolean) => void): () => void {
  const pen = pens.get(visit) ?? begin(visit);
  pen.wanted += 1;
  pen.changed.add(onChange);
  onChange(pen.mine);
  return () => {
    pen.wanted -= 1;
    pen.changed.delete(onChange);
    setTimeout(() => end(visit, pen), LINGER);
  };
}

/** Asks the other tab for the pen, and takes it when there is no answer. */
export function takePen(visit: string): void {
  tell({ kind: "take", visit });
  setTimeout(() => {
    if (pens.get(visit)?.mine === false) void steal(visit);
  }, STEAL_AFTER);
}

/** The frozen holder loses the lock; this tab's own request is the next in the queue. */
async function steal(visit: string): Promise<void> {
  await navigator.locks.request(penOf(visit), { steal: true }, async () => {});
}

/** A visit is being written in some tab now. */
export async function isWriting(): Promise<boolean> {
  if (!navigator.locks) return pens.size > 0;
  const { held = [] } = await navigator.locks.query();
  return held.some(({ name }) => name?.startsWith(penOf("")));
}
