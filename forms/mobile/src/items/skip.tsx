import { useState } from "preact/hooks";
import { skipsOf, withReason, withSkip } from "../logic/answers";
import { answer as give } from "../state/visit";
import { type Key, t } from "../words";
import type { FieldProps } from "./field";
import { SavedText } from "./saved-text";

const REASONS: Key[] = ["reasonAbsent", "reasonNotHappened", "reasonBlocked"];

export function SkipRow({ item, visit, answer, label }: FieldProps) {
  if (skipsOf(item).length === 0) return null;
  return (
    <div class="segments skips" role="group" aria-labelledby={label}>
      {skipsOf(item).map((skip) => (
        <button
          key={skip}
          type="button"
          class="pale"
          aria-pressed={answer?.skip === skip}
          onClick={() => give(visit, item.key, (old, at) => withSkip(old, skip, at))}
        >
          {t(skip)}
        </button>
      ))}
    </div>
  );
}

/** Why it was not seen: one tap for the usual reasons, or in one's own words. */
export function ReasonField({ item, visit, answer }: FieldProps) {
  const [own, setOwn] = useState(false);
  if (answer?.skip !== "unseen") return null;
  const reason = answer.reason ?? "";
  const usual = REASONS.map((key) => t(key));
  const save = (text: string) => give(visit, item.key, (old, at) => withReason(old, text, at));
  const isOwn = own || (reason !== "" && !usual.includes(reason));
  return (
    <div class="reasons" role="group" aria-label={t("reason")}>
      {usual.map((text) => (
        <button
          key={text}
          type="button"
          class="chip"
          aria-pressed={reason === text}
          onClick={() => save(reason === text ? "" : text)}
        >
          {text}
        </button>
      ))}
      {isOwn ? (
        <SavedText
          value={usual.includes(reason) ? "" : reason}
          save={save}
          label={t("reason")}
          placeholder={t("reasonPlaceholder")}
          longest={500}
          focus={own}
        />
      ) : (
        <button type="button" class="chip" onClick={() => setOwn(true)}>
          {t("reasonPlaceholder")}…
        </button>
      )}
    </div>
  );
}
