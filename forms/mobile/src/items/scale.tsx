import type { Level } from "../contract";
import { toggled } from "../logic/answers";
import { answer as give } from "../state/visit";
import { tx } from "../words";
import type { FieldProps } from "./card";

const MOST_IN_A_ROW = 7;

function hasWords(level: Level): boolean {
  return tx(level.text).trim() !== "" && tx(level.text) !== String(level.level);
}

/** Steps in a row with the chosen step's sentence beneath; long scales and telling sentences stand as a list. */
export function ScaleField({ item, visit, answer, label }: FieldProps) {
  const tap = (level: number) => give(visit, item.key, (old, at) => toggled(old, level, at));
  const asList = item.levels.length > MOST_IN_A_ROW || item.levels.every(hasWords);
  return (
    <div class={asList ? "options scale" : "segments scale"} role="group" aria-labelledby={label}>
      {item.levels.map((level) => (
        <button
          key={level.level}
          type="button"
          class={asList ? "option" : ""}
          aria-pressed={answer?.value === level.level}
          onClick={() => tap(level.level)}
        >
          <span class="step">{level.level}</span>
          {hasWords(level) && <span class="anchor">{tx(level.text)}</span>}
        </button>
      ))}
    </div>
  );
}
