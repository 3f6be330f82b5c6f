/** The checklist as it stands for these answers at this branch: what conditions hide is left out. */
import type { Answers, BranchFacts, Bundle, Item, Section } from "../contract";
import { isAnswered, isAsked } from "./answers";
import { hiddenItems, requiredItems } from "./conditions";

/** An item whose requiring depends on answers keeps one second face, so that unchanged questions are not drawn again. */
const faces = new WeakMap<Item, Item>();

function withRequired(item: Item, required: boolean): Item {
  if (item.required === required) return item;
  const known = faces.get(item) ?? { ...item, required };
  faces.set(item, known);
  return known;
}

const conditional = new WeakMap<Bundle, boolean>();

function hasConditions(bundle: Bundle): boolean {
  const known = conditional.get(bundle);
  if (known !== undefined) return known;
  const found = bundle.sections.some(
    (section) => section.show_if || section.items.some((item) => item.show_if || item.required_if),
  );
  conditional.set(bundle, found);
  return found;
}

function evaluated(bundle: Bundle, answers: Answers, branch: BranchFacts): Bundle {
  const hidden = hiddenItems(bundle, answers, branch);
  const required = requiredItems(bundle, answers, branch);
  const open = (section: Section) => ({
    ...section,
    items: section.items
      .filter((item) => !hidden.has(item.key))
      .map((item) => withRequired(item, required.has(item.key))),
  });
  const sections = bundle.sections.map(open).filter((section) => section.items.length > 0);
  return { ...bundle, sections };
}

const kept = new WeakMap<Answers, { bundle: Bundle; branch: BranchFacts; shown: Bundle }>();

/** Hidden answers stay where they are; they only do not count. The same answers give the same object. */
export function shownBundle(bundle: Bundle, answers: Answers, branch: BranchFacts): Bundle {
  if (!hasConditions(bundle)) return bundle;
  const known = kept.get(answers);
  if (known?.bundle === bundle && known.branch === branch) return known.shown;
  const shown = evaluated(bundle, answers, branch);
  kept.set(answers, { bundle, branch, shown });
  return shown;
}

/** Facts that are still to be answered before opinions open. */
export function factsLeft(bundle: Bundle, answers: Answers): number {
  return bundle.sections
    .flatMap((section) => section.items)
    .filter((item) => !item.opinion && isAsked(item) && !isAnswered(item, answers[item.key]))
    .length;
}
