/**
 * Which items are shown and which are required, as forms/showing.py decides it on the server;
 * tests/vectors/conditions.json holds both to the same results.
 */
import type {
  Answer,
  Answers,
  BranchFacts,
  BranchTest,
  Bundle,
  Condition,
  Item,
  ItemState,
  ItemTest,
  Section,
  Value,
} from "../contract";

/** A value that an item has, if what was entered fits it. */
type Given = boolean | string | number | string[] | { seconds: number };

interface Home {
  item: Item;
  section: Section;
}

/** Decides items one after another; an answer of a hidden item counts for nothing. */
class Known {
  private readonly homes = new Map<string, Home>();
  private readonly decided = new Map<string, boolean>();

  constructor(
    bundle: Bundle,
    private readonly answers: Answers,
    private readonly branch: BranchFacts,
  ) {
    for (const section of bundle.sections)
      for (const item of section.items) this.homes.set(item.key, { item, section });
  }

  isHidden(key: string): boolean {
    const home = this.homes.get(key);
    if (!home) return false;
    return (
      this.fails(`§${home.section.key}`, home.section.show_if) || this.fails(key, home.item.show_if)
    );
  }

  holds(condition: Condition): boolean {
    if ("all" in condition) return condition.all.every((part) => this.holds(part));
    if ("any" in condition) return condition.any.some((part) => this.holds(part));
    if ("not" in condition) return !this.holds(condition.not);
    if ("branch" in condition) return branchTest(condition, this.branch);
    const home = this.homes.get(condition.item);
    return home !== undefined && this.itemTest(condition, home.item);
  }

  private fails(node: string, condition: Condition | null): boolean {
    if (condition === null) return false;
    const known = this.decided.get(node);
    if (known !== undefined) return known;
    // Circles are refused when a checklist is published; this only keeps one from going on for ever.
    this.decided.set(node, false);
    const failed = !this.holds(condition);
    this.decided.set(node, failed);
    return failed;
  }

  private itemTest(test: ItemTest, item: Item): boolean {
    const hidden = this.isHidden(test.item);
    const answer = this.answers[test.item];
    if (test.state !== undefined) return (hidden ? "hidden" : stateOf(item, answer)) === test.state;
    if (hidden || answer?.skip !== undefined) return false;
    const value = givenValue(item, answer);
    return value !== undefined && valueTest(test, item, value, answer);
  }
}

/** The keys of the items that the conditions hide, whatever was answered to them before. */
export function hiddenItems(bundle: Bundle, answers: Answers, branch: BranchFacts): Set<string> {
  const known = new Known(bundle, answers, branch);
  const items = bundle.sections.flatMap((section) => section.items);
  return new Set(items.map((item) => item.key).filter((key) => known.isHidden(key)));
}

/** The keys of the items that have to be answered now. */
export function requiredItems(bundle: Bundle, answers: Answers, branch: BranchFacts): Set<string> {
  const known = new Known(bundle, answers, branch);
  const asked = ({ key, required, required_if }: Item) =>
    !known.isHidden(key) && (required_if === null ? required : known.holds(required_if));
  const items = bundle.sections.flatMap((section) => section.items);
  return new Set(items.filter(asked).map((item) => item.key));
}

function branchTest(test: BranchTest, branch: BranchFacts): boolean {
  if (test.branch === "tags")
    return test.includes !== undefined && branch.tags.includes(test.includes);
  const words = test.is !== undefined ? [test.is] : (test.in ?? []);
  if (test.branch === "region") return branch.region.some((code) => words.includes(code));
  return words.includes(branch[test.branch]);
}

function stateOf(item: Item, answer: Answer | undefined): ItemState {
  if (answer?.skip !== undefined) return answer.skip;
  const given = givenValue(item, answer) !== undefined || (answer?.photos?.length ?? 0) > 0;
  return given || hasOther(item, answer) ? "answered" : "empty";
}

/** Values that no test but `state` can ask about. */
function hasOther(item: Item, answer: Answer | undefined): boolean {
  const value = answer?.value;
  if (["text", "moment"].includes(item.kind))
    return typeof value === "string" && value.trim() !== "";
  return ["signature", "location"].includes(item.kind) && typeof value === "object";
}

function valueTest(test: ItemTest, item: Item, value: Given, answer: Answer | undefined): boolean {
  if (test.includes !== undefined) {
    if (Array.isArray(value)) return value.includes(test.includes);
    return reasonsOf(item, answer).includes(test.includes);
  }
  if (test.is !== undefined) return value === test.is;
  if (test.in !== undefined) return test.in.some((word) => value === word);
  const size = sizeOf(value);
  if (size === undefined) return false;
  if (test.at_least !== undefined) return size >= test.at_least;
  if (test.at_most !== undefined) return size <= test.at_most;
  if (test.more_than !== undefined) return size > test.more_than;
  return test.less_than !== undefined && size < test.less_than;
}

/** How much a value is: a number, a level, seconds, how many are ticked. */
function sizeOf(value: Given): number | undefined {
  if (typeof value === "number") return value;
  if (Array.isArray(value)) return value.length;
  return typeof value === "object" ? value.seconds : undefined;
}

function reasonsOf(item: Item, answer: Answer | undefined): string[] {
  const { value, reasons = [] } = answer ?? {};
  if (!item.reasons || typeof value === "object" || value === undefined) return [];
  return item.reasons.fails.includes(value) ? reasons : [];
}

function givenValue(item: Item, answer: Answer | undefined): Given | undefined {
  const value = answer?.value;
  switch (item.kind) {
    case "yes_no":
      return typeof value === "boolean" ? value : undefined;
    case "choice":
      return typeof value === "string" && isOption(item, value) ? value : undefined;
    case "choices":
    case "ranking":
      return picked(item, value);
    case "scale":
      return item.anchors.find((anchor) => anchor.level === value)?.level;
    case "number":
      return numberOf(item, value);
    case "wait":
      return waitOf(value);
  }
  return undefined;
}

function isOption(item: Item, key: string): boolean {
  return item.options.some((option) => option.key === key);
}

function picked(item: Item, value: Value | undefined): string[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const keys = [...new Set(value)];
  if (!keys.every((key) => isOption(item, key))) return undefined;
  if (item.kind === "ranking" && item.most !== null && keys.length > item.most) return undefined;
  const alone = item.options.some((option) => option.exclusive && keys.includes(option.key));
  return alone && keys.length > 1 ? undefined : keys;
}

/** To six places, as the server keeps numbers. */
function numberOf(item: Item, value: Value | undefined): number | undefined {
  if (typeof value !== "number" || !Number.isFinite(value)) return undefined;
  if (value < (item.min ?? -1e12) || value > (item.max ?? 1e12)) return undefined;
  return Number(value.toFixed(6));
}

function waitOf(value: Value | undefined): { seconds: number } | undefined {
  if (typeof value !== "object" || Array.isArray(value) || !("seconds" in value)) return undefined;
  const { seconds } = value;
  if (typeof seconds !== "number" || seconds < 0 || seconds > 1e7) return undefined;
  return { seconds: Math.floor(seconds) };
}
