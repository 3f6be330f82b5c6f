import type { Skip } from "../contract";
import { skipsOf, toggled, withSkip } from "../logic/answers";
import { Icon } from "../parts/icon";
import { answer as give } from "../state/visit";
import { type Key, t } from "../words";
import type { FieldProps } from "./field";

const SKIPS: Record<Skip, Key> = { na: "na", unseen: "unseen" };

/** Four answers of one size: saying "not seen" is as easy as saying yes. */
export function YesNoField({ item, visit, answer, label }: FieldProps) {
  return (
    <div class="segments" role="group" aria-labelledby={label}>
      {[true, false].map((value) => (
        <button
          key={String(value)}
          type="button"
          aria-pressed={answer?.value === value}
          onClick={() => give(visit, item.key, (old, at) => toggled(old, value, at))}
        >
          <Icon name={value ? "check" : "close"} size={18} /> {t(value ? "yes" : "no")}
        </button>
      ))}
      {skipsOf(item).map((skip) => (
        <button
          key={skip}
          type="button"
          class="pale"
          aria-pressed={answer?.skip === skip}
          onClick={() => give(visit, item.key, (old, at) => withSkip(old, skip, at))}
        >
          {t(SKIPS[skip])}
        </button>
      ))}
    </div>
  );
}
