/** Who is signed in, in which language, and whether the server is known to agree. */
import { batch, computed, signal } from "@preact/signals";
import type { Lang, Person } from "../contract";
import { speak } from "../net/api";
import * as calls from "../net/calls";
import { letGoOf } from "../store/erase";
import { fact, forgetFact, remember } from "../store/facts";
import { hear, tell } from "./tabs";

export type Standing =
  | "unknown" // not asked yet, or no answer
  | "confirmed" // the server named this person
  | "expired"; // the server asks to sign in again; nothing on the phone is touched

export const lang = signal<Lang>("zh");
export const person = signal<Person | null>(null);
export const standing = signal<Standing>("unknown");
export const online = signal(navigator.onLine);
/** First sign-in: the password has to be changed before anything else. */
export const mustChange = signal<{ current: string } | null>(null);
/** Server's clock minus the phone's, ms. */
export const offset = signal(0);
export const clockIsOff = computed(() => Math.abs(offset.value) > 5 * 60_000);

function showIn(next: Lang): void {
  lang.value = next;
  speak(next);
  document.documentElement.lang = next === "zh" ? "zh-Hans" : "en";
}

/** Chosen by hand on this phone: stands above the person's own setting. */
export async function setLang(next: Lang): Promise<void> {
  showIn(next);
  await remember("language", next);
}

function browserLang(): Lang {
  return navigator.languages.some((one) => one.toLowerCase().startsWith("zh")) ? "zh" : "en";
}

export function noteServerTime(serverTime: string): void {
  const found = Date.parse(serverTime) - Date.now();
  if (!Number.isFinite(found)) return;
  offset.value = found;
  void remember("offset", found);
}

async function become(next: Person): Promise<void> {
  await remember("person", next);
  if (!(await fact("language"))) showIn(next.language === "en" ? "en" : "zh");
  await forgetFact("signOut");
  batch(() => {
    if (person.value?.id !== next.id) person.value = next;
    standing.value = "confirmed";
  });
}

/** What the phone knows by itself; works without network. */
export async function recall(): Promise<void> {
  const [known, language, skew] = await Promise.all([
    fact("person"),
    fact("language"),
    fact("offset"),
  ]);
  showIn(language ?? known?.language ?? browserLang());
  offset.value = skew ?? 0;
  person.value = known ?? null;
}

/** Somebody signed in or out in another tab: this one must not send for the wrong person. */
export function listenForPerson(): void {
  hear({
    person: () => {
      standing.value = "unknown";
      void followOther();
    },
  });
}

async function followOther(): Promise<void> {
  if (await fact("person")) await confirmPerson();
  else person.value = null;
}

async function finishSignOut(): Promise<void> {
  if (!(await fact("signOut"))) return;
  const reply = await calls.signOut();
  if (reply.ok || reply.fault.kind === "signin") await forgetFact("signOut");
}

/** Asks the server who is signed in. The answer may be another person (shared phone, other tab). */
export async function confirmPerson(): Promise<boolean> {
  await finishSignOut();
  if (await fact("signOut")) return false;
  const reply = await calls.me((await fact("session"))?.id);
  if (reply.ok) {
    noteServerTime(reply.data.server_time);
    const { person: found, session } = reply.data;
    if (session) await remember("session", { id: session, person: found.id });
    await become(found);
    if (reply.data.must_change_password) mustChange.value ??= { current: "" };
    return !reply.data.must_change_password;
  }
  if (reply.fault.kind === "signin") standing.value = "expired";
  return false;
}

export async function signIn(login: string, password: string) {
  const reply = await calls.signIn(login, password);
  if (reply.ok) {
    await become(reply.data.person);
    mustChange.value = reply.data.must_change_password ? { current: password } : null;
    tell({ kind: "person" });
  }
  return reply;
}

/** Leaves the phone's sign-in page behind; unsent visits stay and wait for their owner, all else goes. */
export async function signOut(): Promise<void> {
  const leaving = person.value?.id;
  await remember("signOut", true);
  await forgetFact("person");
  batch(() => {
    person.value = null;
    standing.value = "unknown";
    mustChange.value = null;
  });
  if (leaving) await letGoOf(leaving);
  await finishSignOut();
  tell({ kind: "person" });
}
