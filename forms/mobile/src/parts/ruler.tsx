/** One tick per question, grouped by section: filled when answered, taller in the section one is in. */
import type { Answers, Bundle } from "../contract";
import { isAnswered, isAsked } from "../logic/answers";
import { wholeCount } from "../logic/progress";
import { t } from "../words";

interface Props {
  bundle: Bundle;
  answers: Answers;
  here: string | null;
  /** Items the reviewer has remarked on. */
  marked: ReadonlySet<string>;
}

export function Ruler({ bundle, answers, here, marked }: Props) {
  const { done, total } = wholeCount(bundle, answers);
  return (
    <div class="ruler" role="img" aria-label={t("progress", { done, total })}>
      {bundle.sections.map((section) => {
        const asked = section.items.filter(isAsked);
        return (
          <span
            key={section.key}
            class={section.key === here ? "group here" : "group"}
            style={{ flexGrow: String(asked.length) }}
          >
            {asked.map((item) => (
              <i
                key={item.key}
                class={`${isAnswered(item, answers[item.key]) ? "on" : ""} ${marked.has(item.key) ? "look" : ""}`}
              />
            ))}
          </span>
        );
      })}
    </div>
  );
}
