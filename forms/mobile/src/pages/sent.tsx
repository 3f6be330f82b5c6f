/** After handing in: what has arrived, what is still on its way, and that one may put the phone away. */

import { photoState, Thumb } from "../items/photos";
import { clockText } from "../logic/dates";
import { photosOf } from "../logic/queue";
import { Frame } from "../parts/frame";
import { Missing } from "../parts/missing";
import { Moon } from "../parts/moon";
import { Status } from "../parts/status";
import { troubleText } from "../parts/trouble";
import { useVisit, type VisitHere } from "../parts/use-visit";
import { photos } from "../state/data";
import { sendAgain } from "../state/photos";
import { go, paths } from "../state/route";
import { online, standing } from "../state/session";
import { t, tx } from "../words";

const ANOTHER_PHONE = new Set(["submission_differs", "visit_exists", "wrong_state"]);

function isUnderWay(here: VisitHere): boolean {
  return online.value && standing.value === "confirmed" && !here.visit?.retry.problem;
}

function headline(here: VisitHere): string {
  const { arrived: n, expected: m } = here.view.photos;
  if (!here.view.received) return t(isUnderWay(here) ? "sentSending" : "sentWaiting");
  return n < m ? t("statePhotos", { n, m }) : t("sentTitle");
}

function explanation(here: VisitHere): string {
  const { arrived, expected } = here.view.photos;
  const retry = here.visit?.retry;
  if (retry?.problem && ANOTHER_PHONE.has(retry.problem)) return t("sentDiffers");
  if (!here.view.received && retry?.detail) return t("sentRefused", { text: retry.detail });
  if (!here.view.received) return t(isUnderWay(here) ? "sentSendingText" : "sentWaitingText");
  if (arrived < expected) return t("sentPhotosText", { left: expected - arrived });
  return expected > 0 ? t("sentDoneText", { n: expected }) : t("sentDoneNoPhotos");
}

function Receipt({ here }: { here: VisitHere }) {
  const sealed = here.visit?.sealed;
  if (!sealed?.receipt) return null;
  const { received_at, digest } = sealed.receipt;
  return (
    <dl class="receipt">
      <dt>{t("receipt")}</dt>
      <dd>
        {t("submissionNo", { n: sealed.number })} ·{" "}
        {t("receivedAt", { time: clockText(received_at) })} ·{" "}
        <span class="mono">{digest.slice(0, 12)}</span>
      </dd>
    </dl>
  );
}

function PhotoList({ here }: { here: VisitHere }) {
  const mine = here.visit ? photosOf(here.visit.id, photos.value) : [];
  const list = [...mine].sort((a, b) => a.added - b.added);
  if (list.length === 0) return null;
  return (
    <section>
      <h2 class="label">{t("photosTitle")}</h2>
      <ul class="photo-list">
        {list.map((photo, n) => (
          <li key={photo.id}>
            <Thumb photo={photo} label={t("photoOf", { n: n + 1 })} />
            <span class={photo.state === "held" ? "look" : ""}>{photoState(photo)}</span>
            {photo.state !== "arrived" && photo.here && (
              <button type="button" class="chip" onClick={() => void sendAgain(photo)}>
                {t("sendNow")}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Sent({ id }: { id: string }) {
  const here = useVisit(id);
  if (!here) return <Missing />;
  const { arrived, expected } = here.view.photos;
  const share = expected > 0 ? arrived / expected : 1;
  const lit = here.view.received ? Math.max(0.1, share < 1 ? share * 0.9 : 1) : 0.3;
  const trouble = here.visit && !here.visit.retry.detail ? troubleText(here.visit.retry) : null;
  return (
    <Frame
      title={tx(here.assignment.branch.name)}
      back={paths.today}
      bar={
        <button type="button" class="primary" onClick={() => go(paths.today)}>
          {t("toToday")}
        </button>
      }
    >
      <Status />
      <section class="arrival" aria-live="polite">
        <Moon share={lit} />
        <h2>{headline(here)}</h2>
        <p>{explanation(here)}</p>
        {trouble && <p class="quiet">{trouble}</p>}
      </section>
      <Receipt here={here} />
      <PhotoList here={here} />
    </Frame>
  );
}
