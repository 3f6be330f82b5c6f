/** Said where another tab writes the visit, with the way to write here instead. */
import { takePen } from "../state/pen";
import { t } from "../words";

export function ReadOnly({ visit }: { visit: string }) {
  return (
    <div class="note look">
      <p>{t("readOnlyTab")}</p>
      <button type="button" class="chip" onClick={() => takePen(visit)}>
        {t("takeOver")}
      </button>
    </div>
  );
}
