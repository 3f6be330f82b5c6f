/** How far a visit has come, what comes next, and what is not complete. */
import type { Answers, Bundle, Item, Section } from "../contract";
import { isAnswered, isAsked, lacksReason, photosNeeded } from "./answers";

export interface Count {
  done: number;
  total: number;
}

export interface Place {
  section: string;
  item: string;
}

export interface Gap extends Place {
  why: "answer" | "photos" | "timer" | "reason";
  have: number;
  need: number;
}

export function sectionCount(section: Section, answers: Answers): Count {
  const asked = section.items.filter(isAsked);
  const done = asked.filter((item) => isAnswered(item, answers[item.key])).length;
  return { done, total: asked.length };
}

export function wholeCount(bundle: Bundle, answers: Answers): Count {
  return bundle.sections
    .map((section) => sectionCount(section, answers))
    .reduce((sum, one) => ({ done: sum.done + one.done, total: sum.total + one.total }), {
      done: 0,
      total: 0,
    });
}

function places(bundle: Bundle): (Place & { ask: Item })[] {
  return bundle.sections.flatMap((section) =>
    section.items.map((ask) => ({ section: section.key, item: ask.key, ask })),
  );
}

const NONE: ReadonlySet<string> = new Set();

/**
 * The next item to see to after `after` in the checklist's order, then from the start; null when none is left.
 * Opinions come after all facts. To be seen to: what is asked and not answered, and what was sent back and has not been touched.
 */
export function nextOpen(
  bundle: Bundle,
  answers: Answers,
  after: string | null,
  pending: ReadonlySet<string> = NONE,
): Place | null {
  const all = places(bundle);
  const from = after === null ? 0 : all.findIndex((place) => place.item === after) + 1;
  const open = [...all.slice(from), ...all.slice(0, from)].filter(
    ({ ask }) => pending.has(ask.key) || (isAsked(ask) && !isAnswered(ask, answers[ask.key])),
  );
  const found = open.find(({ ask }) => !ask.opinion || pending.has(ask.key)) ?? open[0];
  return found ? { section: found.section, item: found.item } : null;
}

function gapsOf(item: Item, section: string, answers: Answers, running: boolean): Gap[] {
  const answer = answers[item.key];
  const at = { section, item: item.key };
  const have = answer?.photos?.length ?? 0;
  const need = photosNeeded(item, answer);
  const found: Gap[] = [];
  if (running) found.push({ ...at, why: "timer", have: 0, need: 1 });
  else if (item.kind !== "photo" && isAsked(item) && !isAnswered(item, answer))
    found.push({ ...at, why: "answer", have: 0, need: 1 });
  if (lacksReason(item, answer)) found.push({ ...at, why: "reason", have: 0, need: 1 });
  if (have < need) found.push({ ...at, why: "photos", have, need });
  return found;
}

/** What the auditor may want to complete before handing in; handing in stays possible. */
export function gaps(bundle: Bundle, answers: Answers, timers: Record<string, string>): Gap[] {
  return bundle.sections.flatMap((section) =>
    section.items.flatMap((item) => gapsOf(item, section.key, answers, item.key in timers)),
  );
}
