/**
 * Two phones, one visit. What only one of them changed since they last agreed stands, whatever their clocks say;
 * what both changed is settled by the later answer, and photos of both stay.
 */
import type { Answer, Answers } from "../contract";

function same(one: Answer | undefined, other: Answer | undefined): boolean {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}

/** Photos of both, but for those that one of them took out again. */
function photosOfBoth(mine: Answer, theirs: Answer, base: Answer | undefined): string[] {
  const known = new Set(base?.photos ?? []);
  const [here, there] = [new Set(mine.photos ?? []), new Set(theirs.photos ?? [])];
  const all = [...new Set([...there, ...here])];
  return all.filter((id) => !known.has(id) || (here.has(id) && there.has(id)));
}

function merged(
  mine: Answer | undefined,
  theirs: Answer | undefined,
  base: Answer | undefined,
): Answer {
  if (!mine || (base && same(mine, base))) return theirs ?? mine ?? {};
  if (!theirs || same(theirs, base)) return mine;
  const later = (theirs.at ?? "") > (mine.at ?? "") ? theirs : mine;
  const photos = photosOfBoth(mine, theirs, base);
  return photos.length > 0 || later.photos ? { ...later, photos } : later;
}

export function mergeAnswers(mine: Answers, theirs: Answers, base: Answers = {}): Answers {
  const keys = [...new Set([...Object.keys(theirs), ...Object.keys(mine)])];
  return Object.fromEntries(keys.map((key) => [key, merged(mine[key], theirs[key], base[key])]));
}
