/** One line, only when there is something to know: what happened, what it means, what to do. */
import { unsent } from "../state/data";
import { paths } from "../state/route";
import { clockIsOff, offset, online, standing } from "../state/session";
import { storeFailed } from "../state/visit";
import { t } from "../words";

export function Status() {
  return (
    <div class="status" role="status">
      {storeFailed.value && <p class="note loud">{t("statusStore")}</p>}
      {standing.value === "expired" && (
        <p class="note look">
          {t("statusExpired")} <a href={paths.signin}>{t("signInAgain")}</a>
        </p>
      )}
      {!online.value && <p class="note">{t("statusOffline")}</p>}
      {online.value && standing.value !== "expired" && unsent.value > 0 && (
        <p class="note">{t("statusSending", { n: unsent.value })}</p>
      )}
      {clockIsOff.value && (
        <p class="note">{t("statusClock", { n: Math.round(Math.abs(offset.value) / 60_000) })}</p>
      )}
    </div>
  );
}
