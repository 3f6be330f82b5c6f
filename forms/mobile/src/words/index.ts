/** Words of the interface in the language of the page, and texts of the content in it. */
import type { Lang, Text } from "../contract";
import { lang } from "../state/session";
import { en } from "./en";
import { type Key, zh } from "./zh";

const CATALOGUES: Record<Lang, Record<Key, string>> = { zh, en };

type Params = Record<string, string | number>;

/** "one|many": the first form for exactly one of what is counted. */
function form(pattern: string, params: Params): string {
  const [one = pattern, many = one] = pattern.split("|");
  const count = params["n"] ?? params["left"];
  return count === 1 ? one : many;
}

export function say(language: Lang, key: Key, params: Params = {}): string {
  const pattern = form(CATALOGUES[language][key], params);
  return pattern.replace(/\{(\w+)\}/g, (hole, name: string) => String(params[name] ?? hole));
}

export function t(key: Key, params?: Params): string {
  return say(lang.value, key, params);
}

/** Content in the page's language; what is missing is shown in the other one. */
export function tx(text: Text): string {
  return text[lang.value] || text.zh || text.en;
}

export type { Key } from "./zh";
