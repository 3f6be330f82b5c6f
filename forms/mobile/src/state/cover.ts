/** The shopping list over the form: which visit is covered. A reload keeps it, another tab does not know of it. */
import { effect, signal } from "@preact/signals";
import { say } from "../words";
import { lang } from "./session";

const NAME = "list";

export const covered = signal<string | null>(sessionStorage.getItem(NAME));

let left = 0;

export function coverUp(assignment: string): void {
  left = window.scrollY;
  covered.value = assignment;
}

/** Back to the form, where one was. */
export function uncover(): void {
  covered.value = null;
  requestAnimationFrame(() => window.scrollTo(0, left));
}

effect(() => {
  if (covered.value) sessionStorage.setItem(NAME, covered.value);
  else sessionStorage.removeItem(NAME);
  document.title = say(lang.value, covered.value ? "coverTitle" : "appTitle");
});
