/** Where the phone is: only when the auditor has agreed, never in the way of anything else. */
import { signal } from "@preact/signals";
import type { Place, Position } from "../contract";
import { fact, remember } from "../store/facts";
import { changePhoto } from "../store/photos";
import type { PhotoRecord, VisitRecord } from "../store/records";
import { touchVisit } from "../store/visits";
import { showPhoto, showVisit } from "./data";

export type Located = { ok: true; place: Place } | { ok: false; why: "denied" | "failed" | "none" };

/** True and false as chosen; null: not asked yet. */
export const mayPlace = signal<boolean | null>(null);

const PATIENCE = 20_000;
const RECENT = 60_000;

export async function recallPlace(): Promise<void> {
  mayPlace.value = (await fact("place")) ?? null;
}

export async function choosePlace(allowed: boolean): Promise<void> {
  mayPlace.value = allowed;
  await remember("place", allowed);
}

const DEGREE = 1e6; // a tenth of a metre is enough

function rounded({ coords }: GeolocationPosition): Place {
  const { latitude, longitude, accuracy } = coords;
  return {
    latitude: Math.round(latitude * DEGREE) / DEGREE,
    longitude: Math.round(longitude * DEGREE) / DEGREE,
    accuracy_m: Math.round(accuracy),
  };
}

export function locate(recent = 0): Promise<Located> {
  if (!window.isSecureContext || !("geolocation" in navigator))
    return Promise.resolve({ ok: false, why: "none" });
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      (found) => resolve({ ok: true, place: rounded(found) }),
      (error) => resolve({ ok: false, why: error.code === 1 ? "denied" : "failed" }),
      { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: recent },
    );
  });
}

/** Notes where the phone is at the start or the end; a refusal changes nothing. */
export async function notePosition(visit: VisitRecord, when: Position["when"]): Promise<void> {
  if (!mayPlace.value) return;
  const found = await locate(RECENT);
  if (!found.ok) return;
  const now = new Date();
  const position: Position = { when, ...found.place, at: now.toISOString() };
  showVisit(
    await touchVisit(visit.id, now.getTime(), (old) => ({
      positions: [...(old.positions ?? []).filter((one) => one.when !== when), position],
    })),
  );
}

/** A photo just taken gets the phone's position, unless it brought its own. */
export async function placePhoto(photo: PhotoRecord): Promise<void> {
  if (!mayPlace.value || photo.latitude !== null) return;
  const found = await locate(RECENT);
  if (!found.ok) return;
  showPhoto(await changePhoto(photo.id, (old) => ({ ...old, ...found.place })));
}
