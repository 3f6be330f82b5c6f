/** The words for what holds an entry up. */
import type { Retry } from "../store/records";
import { type Key, t } from "../words";

const WORDS: Record<string, Key> = {
  offline: "problemOffline",
  portal: "problemPortal",
  busy: "problemBusy",
  photos_missing: "problemMissing",
};

export function troubleText(retry: Retry): string | null {
  if (!retry.problem) return null;
  const key = WORDS[retry.problem];
  return key ? t(key) : t("photoHeld", { text: retry.detail || retry.problem });
}
