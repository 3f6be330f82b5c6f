/** Small things to test with. */
import type { Answers, Assignment, Bundle, Item } from "../src/contract";
import { readBundle } from "../src/logic/bundle";
import { FRESH, type PhotoRecord, type VisitRecord } from "../src/store/records";

const say = (words: string) => ({ zh: words, en: words });

export function item(key: string, kind: string, rest: Record<string, unknown> = {}): Item {
  const raw = { key, kind, wording: say(key), ...rest };
  const made = readBundle({ sections: [{ items: [raw] }] }).sections[0]?.items[0];
  if (!made) throw new Error("no item");
  return made;
}

export function bundle(...sections: Item[][]): Bundle {
  return {
    key: "b",
    title: say("b"),
    about: null,
    sections: sections.map((items, n) => ({
      key: `s${n}`,
      title: say(`s${n}`),
      intro: null,
      show_if: null,
      groups: [],
      items,
    })),
  };
}

export function visit(rest: Partial<VisitRecord> = {}): VisitRecord {
  return {
    id: "v",
    person: "p",
    assignment: "a",
    checklist_version: "c",
    number: 1,
    started_at: "2026-11-21T08:00:00Z",
    answers: {} as Answers,
    timers: {},
    changed: 1,
    saved: 0,
    touched: 0,
    revision: 0,
    sealed: null,
    complete: false,
    returned: null,
    reopened: null,
    retry: FRESH,
    ...rest,
  };
}

export function photo(id: string, rest: Partial<PhotoRecord> = {}): PhotoRecord {
  return {
    id,
    item: "s.q",
    sha256: "0".repeat(64),
    bytes: 1000,
    type: "image/jpeg",
    taken_at: null,
    latitude: null,
    longitude: null,
    accuracy_m: null,
    width: 10,
    height: 10,
    visit: "v",
    person: "p",
    added: 1,
    state: "waiting",
    removed: false,
    offset: 0,
    here: true,
    retry: FRESH,
    ...rest,
  };
}

export function assignment(rest: Partial<Assignment> = {}): Assignment {
  return {
    id: "a",
    branch: {
      code: "B",
      name: say("B"),
      address: "",
      zone: "Asia/Shanghai",
      latitude: null,
      longitude: null,
      datum: "wgs84",
      format: "",
      region: [],
      brand: "",
      tags: [],
    },
    wave: { code: "w", name: say("w") },
    kind: "mystery",
    channel: "on_site",
    scenario: null,
    due_from: "2026-11-20",
    due_to: "2026-11-22",
    checklist_version: "c",
    visit: null,
    ...rest,
  };
}
