import { useState } from "preact/hooks";
import { withValue } from "../logic/answers";
import { parseNumber } from "../logic/numbers";
import { answer as give } from "../state/visit";
import { t, tx } from "../words";
import type { FieldProps } from "./field";

function problemOf(typed: string, item: FieldProps["item"]): string | null {
  if (typed.trim() === "") return null;
  const number = parseNumber(typed);
  if (number === null) return t("notANumber");
  const { min, max } = item;
  const isOut = (min !== null && number < min) || (max !== null && number > max);
  return isOut ? t("outOfRange", { min: min ?? "−∞", max: max ?? "∞" }) : null;
}

/** Unit and range, in one line beside the field. */
function beside(item: FieldProps["item"]): string {
  const { unit, min, max } = item;
  const range = min !== null && max !== null ? t("numberRange", { min, max }) : "";
  return [unit ? tx(unit) : "", range].filter(Boolean).join(" · ");
}

export function NumberField({ item, visit, answer, label }: FieldProps) {
  const value = typeof answer?.value === "number" ? String(answer.value) : "";
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? value;
  const problem = problemOf(shown, item);
  const onInput = (text: string) => {
    setTyped(text);
    const number = parseNumber(text);
    give(visit, item.key, (old, at) => withValue(old, number ?? undefined, at));
  };
  return (
    <div class="figure">
      <label class="part">
        <input
          inputMode={item.places > 0 ? "decimal" : "numeric"}
          autocomplete="off"
          aria-labelledby={label}
          aria-invalid={problem !== null}
          aria-describedby={problem ? `${label}-problem` : undefined}
          value={shown}
          onInput={(event) => onInput(event.currentTarget.value)}
          onBlur={() => parseNumber(shown) !== null && setTyped(null)}
        />
        <span>{beside(item)}</span>
      </label>
      {problem && (
        <p class="note look" id={`${label}-problem`}>
          {problem}
        </p>
      )}
    </div>
  );
}
