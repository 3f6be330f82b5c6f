import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Answers, BranchFacts, Condition, Item } from "../src/contract";
import { readBundle } from "../src/logic/bundle";
import { hiddenItems, requiredItems } from "../src/logic/conditions";
import { item } from "./make";

interface Case {
  name: string;
  answers: Answers;
  branch?: BranchFacts;
}

interface Vectors {
  kinds: { bundle: unknown };
  tests: (Case & { condition: Condition; holds: boolean })[];
  forms: {
    name: string;
    bundle: unknown;
    cases: (Case & { hidden: string[]; required: string[] })[];
  }[];
}

const path = new URL("../../../tests/vectors/conditions.json", import.meta.url);
const vectors: Vectors = JSON.parse(readFileSync(path, "utf-8"));
const NOWHERE: BranchFacts = { format: "", region: [], brand: "", tags: [] };

test.each(vectors.tests)("$name", ({ condition, answers, branch = NOWHERE, holds }) => {
  const bundle = readBundle(vectors.kinds.bundle);
  const probe: Item = item("probe.a", "yes_no", { show_if: numbers(condition) });
  const title = { zh: "", en: "" };
  const section = { key: "probe", title, intro: null, show_if: null, groups: [], items: [probe] };
  bundle.sections.push(section);
  expect(hiddenItems(bundle, answers, branch).size === 0).toBe(holds);
});

for (const form of vectors.forms)
  test.each(form.cases)(
    `${form.name}: $name`,
    ({ answers, branch = NOWHERE, hidden, required }) => {
      const bundle = readBundle(form.bundle);
      expect(hiddenItems(bundle, answers, branch)).toEqual(new Set(hidden));
      expect(requiredItems(bundle, answers, branch)).toEqual(new Set(required));
    },
  );

test("conditions that ask about each other end", () => {
  const on = (key: string): Condition => ({ not: { item: key, is: true } });
  const bundle = readBundle({
    sections: [
      {
        key: "s",
        items: [
          item("s.a", "yes_no", { show_if: on("s.b") }),
          item("s.b", "yes_no", { show_if: on("s.a") }),
        ],
      },
    ],
  });
  expect(() => hiddenItems(bundle, {}, NOWHERE)).not.toThrow();
});

/** The bundle has numbers of number items as numbers; a definition may write them as text. */
function numbers(condition: Condition): Condition {
  const asNumber = (word: boolean | string | number) =>
    typeof word === "string" ? Number(word) : word;
  if (!("item" in condition) || condition.item !== "s.number") return condition;
  const { is, in: words } = condition;
  return {
    ...condition,
    ...(is === undefined ? {} : { is: asNumber(is) }),
    ...(words === undefined ? {} : { in: words.map(asNumber) }),
  };
}
