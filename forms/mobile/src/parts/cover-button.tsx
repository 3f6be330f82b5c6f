/** One tap to hide: in the bar, by the thumb, on every page of a visit that is under way. */
import { EVENT_KINDS, usesStamps } from "../logic/events";
import { coverUp } from "../state/cover";
import { lang } from "../state/session";
import { t } from "../words";
import { Icon } from "./icon";
import type { VisitHere } from "./use-visit";

/** Which thing on the list stands for which stamp. */
export function coverList(): string {
  const pairs = EVENT_KINDS.map((kind) => `${t(`cv_${kind}`)} = ${t(`ev_${kind}`)}`);
  return pairs.join(lang.value === "zh" ? "、" : ", ");
}

export function CoverButton({ here }: { here: VisitHere }) {
  const { assignment, visit, whole } = here;
  if (!visit || visit.sealed || !usesStamps(assignment, whole)) return null;
  return (
    <button
      type="button"
      class="second hide"
      aria-label={t("cover")}
      onClick={() => coverUp(assignment.id)}
    >
      <Icon name="basket" size={24} />
    </button>
  );
}
