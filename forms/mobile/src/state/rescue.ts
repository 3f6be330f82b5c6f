/** Saving what was not sent to a file for a reviewer. Nothing leaves the phone's store by it. */

import { encrypted, packed } from "../logic/rescue";
import { type Unsent, unsentOf } from "../logic/unsent";
import * as calls from "../net/calls";
import { draftBody } from "../net/send-words";
import { fact, remember } from "../store/facts";
import { photoBytes, photosOfPerson } from "../store/photos";
import type { PhotoRecord } from "../store/records";
import { visitsOf } from "../store/visits";
import { person } from "./session";

export type Rescued = { ok: true; count: number } | { ok: false; why: "plain" | "no_key" };

/** Fetched with the list, while there is network: it must be here before it is needed. */
export async function provideKey(owner: string): Promise<boolean> {
  if ((await fact("rescueKey"))?.person === owner) return true;
  const reply = await calls.rescueKey();
  if (reply.ok) await remember("rescueKey", { ...reply.data, person: owner });
  return reply.ok || reply.fault.kind === "refused";
}

function visitPart({ visit }: Unsent, photos: PhotoRecord[]) {
  const mine = photos.filter((photo) => photo.visit === visit.id);
  if (visit.sealed)
    return { visit: visit.id, submission: visit.sealed.number, body: visit.sealed.body };
  const next = { ...visit, revision: visit.revision + 1 };
  return { visit: visit.id, submission: null, body: draftBody(next, mine) };
}

export async function rescueFile(): Promise<Rescued> {
  const id = person.value?.id ?? "";
  if (!globalThis.crypto?.subtle) return { ok: false, why: "plain" };
  const key = await fact("rescueKey");
  if (key?.person !== id) return { ok: false, why: "no_key" };
  const [visits, photos] = await Promise.all([visitsOf(id), photosOfPerson(id)]);
  const list = unsentOf(visits, photos);
  const parts = [];
  const pictures = [];
  for (const photo of list.flatMap((entry) => entry.photos)) {
    const picture = await photoBytes(photo.id);
    if (!picture) continue;
    const { id: uuid, visit, sha256, type, bytes } = photo;
    parts.push({ id: uuid, visit, sha256, type, bytes });
    pictures.push(picture.data);
  }
  const manifest = {
    person: id,
    proof: key.proof,
    visits: list.map((entry) => visitPart(entry, photos)),
    photos: parts,
  };
  save(await encrypted(packed(manifest, pictures), key));
  return { ok: true, count: list.length + parts.length };
}

function save(data: Uint8Array<ArrayBuffer>): void {
  const url = URL.createObjectURL(new Blob([data], { type: "application/octet-stream" }));
  const day = new Date().toISOString().slice(0, 10);
  Object.assign(document.createElement("a"), { href: url, download: `${day}.mingcha` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
