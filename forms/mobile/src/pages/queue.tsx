/** What waits to be sent, in any order, each with a way to try it now; and a file for when nothing gets through. */
import { photoState, Thumb } from "../items/photos";
import { clockText } from "../logic/dates";
import { type Unsent, unsentOf } from "../logic/unsent";
import { Frame } from "../parts/frame";
import { RescueFile } from "../parts/rescue-file";
import { Status } from "../parts/status";
import { assignments, photos, visits } from "../state/data";
import { sendAgain } from "../state/photos";
import { sendAll, sendVisit } from "../state/queue";
import { paths } from "../state/route";
import type { Retry } from "../store/records";
import { t, tx } from "../words";

function waitText(retry: Retry): string {
  if (retry.detail) return t("queueRefused", { text: retry.detail });
  if (retry.notBefore <= Date.now()) return t("photoWaiting");
  return t("queueNext", { time: clockText(new Date(retry.notBefore).toISOString()) });
}

function Entry({ entry }: { entry: Unsent }) {
  const { visit, words } = entry;
  const found = assignments.value.find((record) => record.id === visit.assignment);
  return (
    <section>
      <h2 class="label">{found ? tx(found.assignment.branch.name) : ""}</h2>
      <ul class="photo-list">
        {words && (
          <li>
            <span>
              {t(words === "draft" ? "queueDraft" : "queueVisit")} · {waitText(visit.retry)}
            </span>
            <button type="button" class="chip" onClick={() => void sendVisit(visit)}>
              {t("sendNow")}
            </button>
          </li>
        )}
        {entry.photos.map((photo, n) => (
          <li key={photo.id}>
            <Thumb photo={photo} label={t("photoOf", { n: n + 1 })} />
            <span class={photo.state === "held" ? "look" : ""}>{photoState(photo)}</span>
            <button type="button" class="chip" onClick={() => void sendAgain(photo)}>
              {t("sendNow")}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Queue() {
  const list = unsentOf(visits.value, photos.value);
  const bar = list.length > 0 && (
    <button type="button" class="primary" onClick={() => void sendAll()}>
      {t("queueAll")}
    </button>
  );
  return (
    <Frame title={t("queueTitle")} back={paths.today} bar={bar || undefined}>
      <Status />
      {list.length === 0 && <p class="empty">{t("queueEmpty")}</p>}
      {list.map((entry) => (
        <Entry key={entry.visit.id} entry={entry} />
      ))}
      {list.length > 0 && <RescueFile />}
    </Frame>
  );
}
