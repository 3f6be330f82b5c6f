/** Options put into an order by tapping them one after the other; a second tap takes one out. */
import type { Option } from "../contract";
import { asksReasons, ranked, withReasons, withValue } from "../logic/answers";
import { answer as give } from "../state/visit";
import { t, tx } from "../words";
import type { FieldProps } from "./field";

interface ListProps {
  options: Option[];
  chosen: string[];
  most: number;
  hint: string;
  label: string;
  save: (keys: string[]) => void;
}

function RankedList({ options, chosen, most, hint, label, save }: ListProps) {
  return (
    <div class="options ranked" role="group" aria-label={label}>
      <p class="quiet">{hint}</p>
      {options.map((option) => {
        const rank = chosen.indexOf(option.key) + 1;
        const isFull = rank === 0 && !option.exclusive && chosen.length >= most;
        return (
          <button
            key={option.key}
            type="button"
            class="option"
            aria-pressed={rank > 0}
            disabled={isFull}
            onClick={() => save(ranked(options, chosen, option.key, most))}
          >
            <span class="mark">{rank > 0 && rank}</span>
            {rank > 0 && <span class="unseen">{t("rankNth", { n: rank })}</span>}
            <span>{tx(option.label)}</span>
          </button>
        );
      })}
    </div>
  );
}

export function RankingField({ item, visit, answer }: FieldProps) {
  const most = item.most ?? item.options.length;
  return (
    <RankedList
      options={item.options}
      chosen={Array.isArray(answer?.value) ? answer.value : []}
      most={most}
      hint={t("rankHint", { n: most })}
      label={tx(item.wording)}
      save={(keys) =>
        give(visit, item.key, (old, at) => withValue(old, keys.length > 0 ? keys : undefined, at))
      }
    />
  );
}

/** Why the standard was not met, asked right where it was said. */
export function ReasonsField({ item, visit, answer }: FieldProps) {
  if (!item.reasons || !asksReasons(item, answer)) return null;
  const { options, most } = item.reasons;
  const words = t(most > 1 ? "reasonsTitle" : "reasonsOne");
  return (
    <RankedList
      options={options}
      chosen={answer?.reasons ?? []}
      most={most}
      hint={words}
      label={words}
      save={(keys) => give(visit, item.key, (old, at) => withReasons(old, keys, at))}
    />
  );
}
