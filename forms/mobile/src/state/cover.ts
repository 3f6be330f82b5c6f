/** The shopping list over the form: which visit is covered. A reload keeps it, another tab does not know of it. */
import { effect, signal } from "@preact/signals";
import { say } from "../words";
import { lang } from "./session";

const NAME = "list";

export const covered = signal<string | null>(sessionStorage.getItem(NAME));

effect(() => {
  if (covered.value) sessionStorage.setItem(NAME, covered.value);
  else sessionStorage.removeItem(NAME);
  document.documentElement.classList.toggle("covered", covered.value !== null);
  document.title = say(lang.value, covered.value ? "coverTitle" : "appTitle");
});
