/** A day, a time, or both: the phone's own picker, and one tap for now. */
import { withValue } from "../logic/answers";
import { localMoment } from "../logic/dates";
import { answer as give } from "../state/visit";
import { t } from "../words";
import type { FieldProps } from "./field";

const TYPES = { date: "date", time: "time", datetime: "datetime-local" } as const;

export function MomentField({ item, visit, answer, label }: FieldProps) {
  const ask = item.ask ?? "datetime";
  const save = (text: string) =>
    give(visit, item.key, (old, at) => withValue(old, text || undefined, at));
  return (
    <div class="moment">
      <input
        type={TYPES[ask]}
        aria-labelledby={label}
        value={typeof answer?.value === "string" ? answer.value : ""}
        onInput={(event) => save(event.currentTarget.value.slice(0, 16))}
      />
      <button type="button" class="chip" onClick={() => save(localMoment(new Date(), ask))}>
        {t("momentNow")}
      </button>
    </div>
  );
}
