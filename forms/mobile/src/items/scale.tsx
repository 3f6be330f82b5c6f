import type { Anchor } from "../contract";
import { toggled } from "../logic/answers";
import { answer as give } from "../state/visit";
import { tx } from "../words";
import type { FieldProps } from "./field";

const MOST_IN_A_ROW = 7;

function hasWords(level: Anchor): boolean {
  return tx(level.label).trim() !== "" && tx(level.label) !== String(level.level);
}

/** Steps in a row with the chosen step's sentence beneath; long scales and telling sentences stand as a list. */
export function ScaleField({ item, visit, answer, label }: FieldProps) {
  const tap = (level: number) => give(visit, item.key, (old, at) => toggled(old, level, at));
  const asList = item.anchors.length > MOST_IN_A_ROW || item.anchors.every(hasWords);
  return (
    <div class={asList ? "options scale" : "segments scale"} role="group" aria-labelledby={label}>
      {item.anchors.map((level) => (
        <button
          key={level.level}
          type="button"
          class={asList ? "option" : ""}
          aria-pressed={answer?.value === level.level}
          onClick={() => tap(level.level)}
        >
          <span class="step">{level.level}</span>
          {hasWords(level) && <span class="anchor">{tx(level.label)}</span>}
        </button>
      ))}
    </div>
  );
}
