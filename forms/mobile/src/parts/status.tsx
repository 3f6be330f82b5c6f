/** One line, only when there is something to know: what happened, what it means, what to do. */
import { daysWaiting, unsentOf } from "../logic/unsent";
import { photos, unsent, visits } from "../state/data";
import { storeFailed } from "../state/keeping";
import { isTight, room } from "../state/room";
import { paths } from "../state/route";
import { clockIsOff, offset, online, standing } from "../state/session";
import { draftMissing } from "../state/visit";
import { type Key, t } from "../words";

const WAITING: Record<string, Key> = {
  offline: "problemOffline",
  portal: "problemPortal",
  busy: "problemBusy",
};

/** What holds the sending up for now; refusals are said where they belong. */
function heldUp(): string | null {
  const all = [...visits.value, ...photos.value].map((entry) => entry.retry);
  const found = all.find((retry) => retry.problem && WAITING[retry.problem]);
  const key = found?.problem ? WAITING[found.problem] : undefined;
  return key ? t(key) : null;
}

/** Said from the first day on, louder from the third. */
function Waiting({ days }: { days: number }) {
  return (
    <p class={days >= 3 ? "note loud" : "note look"}>
      {t("unsentDays", { n: days })} <a href={paths.queue}>{t("queueTitle")}</a>
    </p>
  );
}

export function Status() {
  const trouble = heldUp();
  const days = daysWaiting(unsentOf(visits.value, photos.value), Date.now());
  return (
    <div class="status" role="status">
      {storeFailed.value && <p class="note loud">{t("statusStore")}</p>}
      {standing.value === "expired" && (
        <p class="note look">
          {t("statusExpired")} <a href={paths.signin}>{t("signInAgain")}</a>
        </p>
      )}
      {!online.value && <p class="note">{t("statusOffline")}</p>}
      {online.value && standing.value !== "expired" && unsent.value > 0 && days < 1 && (
        <p class="note">
          {trouble ?? t("statusSending", { n: unsent.value })}{" "}
          <a href={paths.queue}>{t("queueTitle")}</a>
        </p>
      )}
      {isTight.value && <p class="note loud">{t("roomLow", { n: room.value.freeMb ?? 0 })}</p>}
      {draftMissing.value && <p class="note look">{t("draftMissing")}</p>}
      {days >= 1 && <Waiting days={days} />}
      {clockIsOff.value && (
        <p class="note">{t("statusClock", { n: Math.round(Math.abs(offset.value) / 60_000) })}</p>
      )}
    </div>
  );
}
