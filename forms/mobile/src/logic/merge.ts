/** Two phones, one visit: item by item the later answer stands. */
import type { Answer, Answers } from "../contract";

function later(mine: Answer | undefined, theirs: Answer | undefined): Answer {
  if (!mine) return theirs ?? {};
  if (!theirs) return mine;
  return (theirs.at ?? "") > (mine.at ?? "") ? theirs : mine;
}

export function mergeAnswers(mine: Answers, theirs: Answers): Answers {
  const keys = [...new Set([...Object.keys(theirs), ...Object.keys(mine)])];
  return Object.fromEntries(keys.map((key) => [key, later(mine[key], theirs[key])]));
}
