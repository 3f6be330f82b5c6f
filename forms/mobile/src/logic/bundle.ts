/** Reads a checklist as the server sends it (forms/bundle.py); what a kind of item lacks gets its plain default. */
import type { Bundle, Item, Option, PhotoRule, Reasons, Section } from "../contract";

type Loose<T> = { [K in keyof T]?: T[K] | null };

const NO_PHOTO: PhotoRule = {
  when: "never",
  min: 1,
  max: 1,
  camera: false,
  hint: null,
  fails: [],
  reference: null,
};

function option(raw: Loose<Option>): Option {
  return {
    key: raw.key ?? "",
    label: raw.label ?? { zh: "", en: "" },
    exclusive: raw.exclusive === true,
  };
}

function reasons(raw: Loose<Reasons>): Reasons {
  const options = (raw.options ?? []).map(option);
  return { most: raw.most ?? options.length, options, fails: raw.fails ?? [] };
}

function item(raw: Loose<Item>): Item {
  return {
    key: raw.key ?? "",
    kind: raw.kind ?? "",
    wording: raw.wording ?? { zh: "", en: "" },
    standard: raw.standard ?? null,
    hint: raw.hint ?? null,
    required: raw.required !== false,
    show_if: raw.show_if ?? null,
    required_if: raw.required_if ?? null,
    opinion: raw.opinion === true,
    group: raw.group ?? null,
    reasons: raw.reasons ? reasons(raw.reasons) : null,
    na: raw.na === true,
    unseen: raw.unseen === true,
    photo: { ...NO_PHOTO, ...raw.photo },
    options: (raw.options ?? []).map(option),
    most: raw.most ?? null,
    ask: raw.ask ?? null,
    between: raw.between ?? null,
    anchors: raw.anchors ?? [],
    queue: raw.queue === true,
    unit: raw.unit ?? null,
    min: raw.min ?? null,
    max: raw.max ?? null,
    places: raw.places ?? 0,
    longest: raw.longest ?? 2000,
  };
}

function section(raw: Loose<Section>): Section {
  return {
    key: raw.key ?? "",
    title: raw.title ?? { zh: "", en: "" },
    intro: raw.intro ?? null,
    show_if: raw.show_if ?? null,
    groups: raw.groups ?? [],
    items: (raw.items ?? []).map(item),
  };
}

export function readBundle(data: unknown): Bundle {
  const raw = (data ?? {}) as Loose<Bundle>;
  return {
    key: raw.key ?? "",
    title: raw.title ?? { zh: "", en: "" },
    about: raw.about ?? null,
    sections: (raw.sections ?? []).map(section),
  };
}
