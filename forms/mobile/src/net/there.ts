/** What the server holds of a visit that this phone did not begin, or not alone. */
import type { DraftContent, PhotoClaim, PhotoCount } from "../contract";
import { person } from "../state/session";
import { notePhoto } from "../store/photos";
import { FRESH, type ThereRecord, type VisitRecord } from "../store/records";
import * as calls from "./calls";

/** The problem of a photo whose bytes are on another phone only. */
export const ELSEWHERE = "elsewhere";

/** Null: no answer, or there is no draft. */
export async function draftThere(visit: string): Promise<ThereRecord | null> {
  const [draft, state] = await Promise.all([calls.getDraft(visit), calls.visitState(visit)]);
  if (!draft.ok || !state.ok) return null;
  return {
    visit,
    person: person.value?.id ?? "",
    draft: draft.data,
    photos: state.data.photos,
  };
}

/** Photos that another phone took for the same visit; without a count none of them is believed to have arrived. */
export async function adoptPhotos(
  visit: VisitRecord,
  content: Pick<DraftContent, "photos">,
  count: PhotoCount | null,
): Promise<void> {
  for (const claim of content.photos) {
    const hasCome = count !== null && !count.missing.includes(claim.id);
    await notePhoto({ ...elsewhere(visit, claim), ...(hasCome ? ARRIVED : AWAITED) });
  }
}

const ARRIVED = { state: "arrived", retry: FRESH } as const;
const AWAITED = { state: "held", retry: { ...FRESH, problem: ELSEWHERE } } as const;

function elsewhere(visit: VisitRecord, claim: PhotoClaim) {
  return {
    ...claim,
    visit: visit.id,
    person: visit.person,
    added: 0,
    removed: false,
    offset: claim.bytes,
    here: false,
  };
}
