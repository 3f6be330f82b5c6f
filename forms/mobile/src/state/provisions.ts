/**
 * What the phone fetches so that everything opens without network later: the list, its checklists with their
 * reference photos, and drafts begun elsewhere. What did not come is fetched again, later and later.
 */
import { signal } from "@preact/signals";
import type { Assignment, Bundle } from "../contract";
import { readBundle } from "../logic/bundle";
import { delay } from "../logic/retry";
import { ask, BASE } from "../net/api";
import * as calls from "../net/calls";
import { draftThere } from "../net/there";
import { bundleOf, storeAssignments, storeBundle } from "../store/assignments";
import { referenceOf, storeReference, storeThere } from "../store/provisions";
import { visitsOf } from "../store/visits";
import { fresh, reload, tellTabs } from "./data";
import { provideKey } from "./rescue";
import { mustChange, noteServerTime, person, standing } from "./session";

/** Checklists in memory, by version. */
export const bundles = signal<ReadonlyMap<string, Bundle>>(new Map());
/** All that the listed visits need without network is on the phone. */
export const provided = signal(false);

const PATIENCE = 30_000;
const loading = new Map<string, Promise<Bundle | null>>();

/** The checklist of a version from the phone, else from the server; asked for once, however many pages want it. */
export function loadBundle(version: string): Promise<Bundle | null> {
  const ready = bundles.value.get(version);
  if (ready) return Promise.resolve(ready);
  const asked = loading.get(version);
  if (asked) return asked;
  const work = fetchBundle(version).finally(() => loading.delete(version));
  loading.set(version, work);
  return work;
}

async function fetchBundle(version: string): Promise<Bundle | null> {
  const bundle = (await bundleOf(version)) ?? (await bundleThere(version));
  if (bundle) bundles.value = new Map(bundles.value).set(version, bundle);
  return bundle;
}

async function bundleThere(version: string): Promise<Bundle | null> {
  const reply = await calls.checklist(version);
  if (!reply.ok) return null;
  const bundle = readBundle(reply.data);
  await storeBundle(version, bundle);
  return bundle;
}

/**
 * Address of a reference photo, for as long as the page lives; null while it is not on the phone, undefined when
 * there is none.
 */
export async function referenceUrl(
  version: string,
  name: string,
): Promise<string | null | undefined> {
  if (!(await loadReference(version, name))) return null;
  const picture = await referenceOf(version, name);
  if (!picture) return undefined;
  return URL.createObjectURL(new Blob([picture.data], { type: picture.type }));
}

async function loadReference(version: string, name: string): Promise<boolean> {
  if (await referenceOf(version, name)) return true;
  const path = `/checklist-versions/${version}/references/${encodeURIComponent(name)}`;
  const response = await ask(BASE + path, { method: "GET" }, PATIENCE);
  const type = response?.headers.get("Content-Type") ?? "";
  if (response?.status === 404) return true;
  if (!response?.ok || !type.startsWith("image/")) return false;
  const data = await response.arrayBuffer().catch(() => null);
  if (data) await storeReference(version, name, { type, data });
  return data !== null;
}

async function provideVersion(version: string): Promise<boolean> {
  const bundle = await loadBundle(version);
  if (!bundle) return false;
  const items = bundle.sections.flatMap((section) => section.items);
  const names = new Set(items.map((item) => item.photo.reference).filter((name) => name !== null));
  let whole = true;
  for (const name of names) whole = (await loadReference(version, name)) && whole;
  return whole;
}

/** Drafts begun on another phone or sent back to it: this one can go on with them without network. */
async function provideDrafts(owner: string, list: Assignment[]): Promise<string[]> {
  const here = new Set((await visitsOf(owner)).map((visit) => visit.assignment));
  const found = [];
  for (const { id, visit } of list) {
    if (!visit || here.has(id)) continue;
    const there = await draftThere(visit.id);
    if (there) found.push(there);
  }
  await storeThere(owner, found);
  return found.map(({ draft }) => draft.content.version).filter((one) => one !== undefined);
}

async function provide(owner: string, list: Assignment[]): Promise<boolean> {
  const versions = [
    ...list.map((assignment) => assignment.checklist_version),
    ...(await provideDrafts(owner, list)),
  ];
  let whole = true;
  for (const version of new Set(versions)) whole = (await provideVersion(version)) && whole;
  return whole;
}

let timer: ReturnType<typeof setTimeout> | undefined;
let attempts = 0;

function later(): void {
  attempts += 1;
  clearTimeout(timer);
  timer = setTimeout(() => void refresh(), delay(attempts, Math.random()));
}

function whole(): void {
  attempts = 0;
  clearTimeout(timer);
}

/** Reads the list and what it needs. */
export async function refresh(): Promise<void> {
  const id = person.value?.id;
  if (!id || fresh.value === "asking") return;
  fresh.value = "asking";
  const reply = await calls.assignments();
  if (person.value?.id !== id) return;
  if (!reply.ok) {
    if (reply.fault.kind === "signin") standing.value = "expired";
    if (reply.fault.code === "password_due") mustChange.value = { current: "" };
    fresh.value = reply.fault.code === "not_allowed" ? "not_auditor" : "failed";
    if (reply.fault.kind !== "signin" && reply.fault.kind !== "refused") later();
    return;
  }
  noteServerTime(reply.data.server_time);
  const keep = new Set((await visitsOf(id)).map((visit) => visit.assignment));
  await storeAssignments(id, reply.data.assignments, keep);
  await reload();
  fresh.value = "yes";
  tellTabs();
  const [all, key] = await Promise.all([provide(id, reply.data.assignments), provideKey(id)]);
  provided.value = all && key;
  if (provided.value) whole();
  else later();
}
