/**
 * A shopping list over everything: what a neighbour sees. Ticking a thing off is an event stamp; a tick can be
 * taken back for a moment only, so that a pocket does not undo it. Back to the form by holding the title, or by
 * three taps on it.
 */
import { useEffect, useRef, useState } from "preact/hooks";
import type { EventKind } from "../contract";
import { EVENT_KINDS, stampOf } from "../logic/events";
import { Icon } from "../parts/icon";
import { useVisit, useWriter } from "../parts/use-visit";
import { uncover } from "../state/cover";
import { stamp, unstamp } from "../state/stamps";
import { t } from "../words";

const HOLD = 900;
const THREE_TAPS = 3_000;
const REGRET = 10_000;

function Title() {
  const held = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const taps = useRef<number[]>([]);
  const [isDown, setDown] = useState(false);
  const press = () => {
    if (held.current) return;
    setDown(true);
    held.current = setTimeout(uncover, HOLD);
  };
  const lift = () => {
    clearTimeout(held.current);
    held.current = undefined;
    setDown(false);
  };
  const tap = () => {
    const now = Date.now();
    taps.current = [...taps.current.filter((time) => now - time < THREE_TAPS), now];
    if (taps.current.length >= 3) uncover();
  };
  return (
    <h1>
      <button
        type="button"
        class={isDown ? "cover-title down" : "cover-title"}
        aria-label={t("coverHold")}
        onPointerDown={press}
        onPointerUp={lift}
        onPointerLeave={lift}
        onPointerCancel={lift}
        onKeyDown={(event) => (event.key === "Enter" || event.key === " ") && press()}
        onKeyUp={lift}
        onContextMenu={(event) => event.preventDefault()}
        onClick={tap}
      >
        {t("coverTitle")}
      </button>
    </h1>
  );
}

export function Cover({ id }: { id: string }) {
  const here = useVisit(id);
  const visit = here?.visit;
  const mayWrite = useWriter(visit?.id);
  const bundle = here?.whole;
  const events = visit?.events ?? [];
  useEffect(() => {
    window.scrollTo(0, 0);
    document.documentElement.classList.add("covered");
    return () => document.documentElement.classList.remove("covered");
  }, []);
  const tick = (kind: EventKind) => {
    if (!visit || !bundle || visit.sealed || !mayWrite) return;
    const made = stampOf(events, kind);
    if (!made) stamp(visit, bundle, kind);
    else if (Date.now() - Date.parse(made.at) < REGRET) unstamp(visit, bundle, kind);
  };
  return (
    <main class="cover">
      <Title />
      <ul>
        {EVENT_KINDS.map((kind) => {
          const isDone = stampOf(events, kind) !== null;
          return (
            <li key={kind}>
              <button type="button" aria-pressed={isDone} onClick={() => tick(kind)}>
                <span class="mark">{isDone && <Icon name="check" size={16} />}</span>
                <span>{t(`cv_${kind}`)}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </main>
  );
}
