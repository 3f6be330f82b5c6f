import type { Option } from "../contract";
import { toggled, toggledChoice, withValue } from "../logic/answers";
import { Icon } from "../parts/icon";
import { answer as give } from "../state/visit";
import { t, tx } from "../words";
import type { FieldProps } from "./field";

interface RowProps {
  option: Option;
  chosen: boolean;
  several: boolean;
  onTap: () => void;
}

function OptionRow({ option, chosen, several, onTap }: RowProps) {
  return (
    <button type="button" class="option" aria-pressed={chosen} onClick={onTap}>
      <span class={several ? "mark square" : "mark"}>
        {chosen && <Icon name="check" size={16} />}
      </span>
      <span>{tx(option.label)}</span>
    </button>
  );
}

export function ChoiceField({ item, visit, answer, label }: FieldProps) {
  return (
    <div class="options" role="group" aria-labelledby={label}>
      {item.options.map((option) => (
        <OptionRow
          key={option.key}
          option={option}
          several={false}
          chosen={answer?.value === option.key}
          onTap={() => give(visit, item.key, (old, at) => toggled(old, option.key, at))}
        />
      ))}
    </div>
  );
}

export function ChoicesField({ item, visit, answer, label }: FieldProps) {
  const chosen = Array.isArray(answer?.value) ? answer.value : [];
  const tap = (key: string) =>
    give(visit, item.key, (old, at) => {
      const before = Array.isArray(old?.value) ? old.value : [];
      const next = toggledChoice(item, before, key);
      return withValue(old, next.length > 0 ? next : undefined, at);
    });
  return (
    <div class="options" role="group" aria-labelledby={label}>
      <p class="quiet">{t("manyAllowed")}</p>
      {item.options.map((option) => (
        <OptionRow
          key={option.key}
          option={option}
          several={true}
          chosen={chosen.includes(option.key)}
          onTap={() => tap(option.key)}
        />
      ))}
    </div>
  );
}
