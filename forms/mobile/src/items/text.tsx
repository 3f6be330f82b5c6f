import { withValue } from "../logic/answers";
import { answer as give } from "../state/visit";
import { type Key, t, tx } from "../words";
import type { FieldProps } from "./field";
import { SavedText } from "./saved-text";

const NEAR_THE_END = 100;
/** From this length on it is a story, and stories are easier to begin with a word to begin from. */
const STORY = 300;
const PROMPTS: readonly Key[] = ["promptWhen", "promptWho", "promptSaid", "promptDid", "promptEnd"];

export function TextField({ item, visit, answer }: FieldProps) {
  const value = typeof answer?.value === "string" ? answer.value : "";
  const left = item.longest - value.length;
  return (
    <div class="figure">
      <SavedText
        value={value}
        label={tx(item.wording)}
        placeholder={t("textPlaceholder")}
        longest={item.longest}
        rows={3}
        prompts={item.longest >= STORY ? PROMPTS.map((key) => t(key)) : []}
        save={(text) =>
          give(visit, item.key, (old, at) => withValue(old, text.trim() ? text : undefined, at))
        }
      />
      {left <= NEAR_THE_END && <p class="quiet">{t("textLeft", { n: left })}</p>}
    </div>
  );
}
