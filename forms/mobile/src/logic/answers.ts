/** What counts as answered, and what a tap does to an answer. */
import type { Answer, Item, Option, Skip, Value } from "../contract";

function isGiven(value: Value | undefined): boolean {
  if (value === undefined) return false;
  if (typeof value === "string") return value.trim() !== "";
  if (typeof value === "object" && "strokes" in value)
    return value.strokes.length > 0 || value.name.trim() !== "";
  return Array.isArray(value) ? value.length > 0 : true;
}

export function isAnswered(item: Item, answer: Answer | undefined): boolean {
  if (!answer) return false;
  if (answer.skip) return true;
  if (item.kind === "photo") return (answer.photos?.length ?? 0) > 0;
  return isGiven(answer.value);
}

export function isEmpty(answer: Answer): boolean {
  return !isGiven(answer.value) && !answer.skip && !answer.note && !answer.photos?.length;
}

/** Points and bands never leave the server; it only names the answers that ask for a photo. */
export function isMiss(item: Item, answer: Answer | undefined): boolean {
  const value = answer?.value;
  if (typeof value === "object" || value === undefined) return false;
  return item.photo.fails.includes(value);
}

/** How many photos the item asks for now; 0 when none has to be taken. */
export function photosNeeded(item: Item, answer: Answer | undefined): number {
  if (answer?.skip) return 0;
  const { when, min } = item.photo;
  if (when === "required" || (item.kind === "photo" && item.required)) return min;
  return when === "on_fail" && isMiss(item, answer) ? min : 0;
}

export function takesPhotos(item: Item): boolean {
  return item.kind === "photo" || item.photo.when !== "never";
}

/** The ways to say that there is no answer, as the item allows them. */
export function skipsOf(item: Item): Skip[] {
  return [...(item.na ? ["na" as const] : []), ...(item.unseen ? ["unseen" as const] : [])];
}

/** How many photos the item takes at most. */
export function photosAllowed(item: Item): number {
  return Math.max(item.photo.max, item.photo.min, 1);
}

/** Counts towards "all answered"; what is optional does not. */
export function isAsked(item: Item): boolean {
  return item.required || (item.kind === "photo" && item.photo.when === "required");
}

/** The answer does not meet the standard and the item asks why. */
export function asksReasons(item: Item, answer: Answer | undefined): boolean {
  const value = answer?.value;
  if (!item.reasons || answer?.skip || typeof value === "object" || value === undefined)
    return false;
  return item.reasons.fails.includes(value);
}

/** Why something was not seen, or not as it should be, is part of the answer. */
export function lacksReason(item: Item, answer: Answer | undefined): boolean {
  if (answer?.skip === "unseen") return !answer.reason?.trim();
  return asksReasons(item, answer) && !answer?.reasons?.length;
}

/** A value put in by the auditor. It takes the place of "not applicable" and "could not observe", and of what was said about the value before. */
export function withValue(
  answer: Answer | undefined,
  value: Value | undefined,
  at: string,
): Answer {
  const { value: _old, skip: _skip, reason: _reason, reasons: _why, ...rest } = answer ?? {};
  return value === undefined ? { ...rest, at } : { ...rest, value, at };
}

/** The same tap twice takes the answer back. */
export function toggled(answer: Answer | undefined, value: Value, at: string): Answer {
  return withValue(answer, answer?.value === value ? undefined : value, at);
}

export function withSkip(answer: Answer | undefined, skip: Skip, at: string): Answer {
  const { value: _value, skip: old, reason: _reason, reasons: _why, ...rest } = answer ?? {};
  return old === skip ? { ...rest, at } : { ...rest, skip, at };
}

export function withReason(answer: Answer | undefined, reason: string, at: string): Answer {
  const { reason: _old, ...rest } = answer ?? {};
  return reason.trim() === "" ? { ...rest, at } : { ...rest, reason, at };
}

export function withNote(answer: Answer | undefined, note: string, at: string): Answer {
  const { note: _old, ...rest } = answer ?? {};
  return note.trim() === "" ? { ...rest, at } : { ...rest, note, at };
}

export function withPhoto(answer: Answer | undefined, photo: string, at: string): Answer {
  const photos = answer?.photos ?? [];
  return photos.includes(photo) ? (answer ?? {}) : { ...answer, photos: [...photos, photo], at };
}

export function withoutPhoto(answer: Answer | undefined, photo: string, at: string): Answer {
  const { photos = [], ...rest } = answer ?? {};
  const left = photos.filter((id) => id !== photo);
  return left.length > 0 ? { ...rest, photos: left, at } : { ...rest, at };
}

/** Ranked in the order of the taps, at most `most`; an exclusive one stands alone. */
export function ranked(
  options: readonly Option[],
  chosen: readonly string[],
  key: string,
  most: number,
): string[] {
  if (chosen.includes(key)) return chosen.filter((other) => other !== key);
  const alone = new Set(options.filter((option) => option.exclusive).map((o) => o.key));
  if (alone.has(key)) return [key];
  const kept = chosen.filter((other) => !alone.has(other));
  return kept.length < most ? [...kept, key] : [...chosen];
}

export function withReasons(answer: Answer | undefined, reasons: string[], at: string): Answer {
  const { reasons: _old, ...rest } = answer ?? {};
  return reasons.length > 0 ? { ...rest, reasons, at } : { ...rest, at };
}

/** The same tap twice takes the doubt back. */
export function withDoubt(answer: Answer | undefined, at: string): Answer {
  const { sure, ...rest } = answer ?? {};
  return sure === "unsure" ? { ...rest, at } : { ...rest, sure: "unsure", at };
}

/** Choices stay in the checklist's order, whatever order they were tapped in; "none of these" stands alone. */
export function toggledChoice(item: Item, chosen: string[], key: string): string[] {
  if (chosen.includes(key)) return chosen.filter((other) => other !== key);
  const alone = new Set(item.options.filter((option) => option.exclusive).map((o) => o.key));
  const next = alone.has(key) ? [key] : [...chosen.filter((other) => !alone.has(other)), key];
  return item.options.map((option) => option.key).filter((option) => next.includes(option));
}
