import { useEffect, useRef, useState } from "preact/hooks";
import type { Wait } from "../contract";
import { withValue } from "../logic/answers";
import { clockText } from "../logic/dates";
import { isStamped } from "../logic/events";
import { clockFace, elapsed, typedSeconds } from "../logic/wait";
import { Icon } from "../parts/icon";
import { dropTimer, answer as give, startTimer, stopTimer } from "../state/visit";
import { t } from "../words";
import type { FieldProps } from "./field";

function waitOf(value: unknown): Wait | null {
  return typeof value === "object" && value !== null && "seconds" in value ? (value as Wait) : null;
}

function useTick(running: boolean): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (!running) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [running]);
  return now;
}

function Running({
  item,
  visit,
  started,
  queue,
}: FieldProps & { started: string; queue: number | null }) {
  const now = useTick(true);
  return (
    <div class="watch running">
      <output class="face" aria-live="off">
        {clockFace(elapsed(started, now))}
      </output>
      <p class="quiet">{t("waitRunning", { time: clockText(started) })}</p>
      <div class="segments">
        <button type="button" class="strong" onClick={() => stopTimer(visit, item.key, queue)}>
          {t("waitStop")}
        </button>
        <button type="button" class="pale" onClick={() => dropTimer(visit, item.key)}>
          {t("waitDrop")}
        </button>
      </div>
    </div>
  );
}

function Measured({ item, visit, answer, wait }: FieldProps & { wait: Wait }) {
  const stamped = isStamped(item, answer, visit.events ?? []);
  const how = {
    stopwatch: "waitMeasured",
    typed: "waitTyped",
    estimated: "waitEstimated",
  } as const;
  return (
    <div class="watch">
      <p class="face">{clockFace(wait.seconds)}</p>
      <p class="quiet">{t(stamped ? "waitStamped" : how[wait.method])}</p>
      <button
        type="button"
        class="chip"
        onClick={() => give(visit, item.key, (old, at) => withValue(old, undefined, at))}
      >
        {t("clear")}
      </button>
    </div>
  );
}

function Typed({
  item,
  visit,
  answer,
  queue,
  close,
}: FieldProps & { queue: number | null; close: () => void }) {
  const [minutes, setMinutes] = useState("");
  const [seconds, setSeconds] = useState("");
  const [guess, setGuess] = useState(false);
  const total = typedSeconds(minutes, seconds);
  const isKept = useRef(false);
  const keep = () => {
    if (total === null || isKept.current) return;
    isKept.current = true;
    const method = guess ? "estimated" : "typed";
    const value: Wait = { seconds: total, method, queue, started_at: null, stopped_at: null };
    give(visit, item.key, (old, at) => withValue(old, value, at));
  };
  // What was typed is kept also when one goes on without confirming, but not over another answer.
  const leave = useRef(keep);
  leave.current = answer?.skip ? () => {} : keep;
  useEffect(() => () => leave.current(), []);
  const part = (value: string, set: (text: string) => void, words: "minutes" | "seconds") => (
    <label class="part">
      <input inputMode="numeric" value={value} onInput={(e) => set(e.currentTarget.value)} />
      <span>{t(words)}</span>
    </label>
  );
  return (
    <div class="typed">
      {part(minutes, setMinutes, "minutes")}
      {part(seconds, setSeconds, "seconds")}
      <label class="tick">
        <input type="checkbox" checked={guess} onChange={() => setGuess(!guess)} />
        <span>{t("isEstimate")}</span>
      </label>
      <button
        type="button"
        class="chip solid"
        disabled={total === null}
        onClick={() => {
          keep();
          close();
        }}
      >
        <Icon name="check" /> {t("waitKeep")}
      </button>
    </div>
  );
}

/** How many stood in the queue; kept with the wait, whichever of the two comes first. */
function Queue({ queue, set }: { queue: number | null; set: (count: number | null) => void }) {
  return (
    <label class="part queue">
      <span>{t("queueLength")}</span>
      <input
        inputMode="numeric"
        value={queue === null ? "" : String(queue)}
        onInput={(event) => {
          const count = Number.parseInt(event.currentTarget.value, 10);
          set(Number.isFinite(count) && count >= 0 ? Math.min(count, 9999) : null);
        }}
      />
    </label>
  );
}

export function WaitField(props: FieldProps) {
  const { item, visit, answer } = props;
  const wait = waitOf(answer?.value);
  const started = visit.timers[item.key];
  const [typing, setTyping] = useState(false);
  const [queue, setQueue] = useState<number | null>(wait?.queue ?? null);
  const changeQueue = (count: number | null) => {
    setQueue(count);
    if (wait)
      give(visit, item.key, (old, at) => {
        const kept = waitOf(old?.value);
        return kept ? withValue(old, { ...kept, queue: count }, at) : (old ?? {});
      });
  };
  return (
    <div class="wait">
      {started && <Running {...props} started={started} queue={queue} />}
      {!started && wait && <Measured {...props} wait={wait} />}
      {!started && !wait && (
        <div class="segments">
          <button type="button" class="strong" onClick={() => startTimer(visit, item.key)}>
            <Icon name="clock" /> {t("waitStart")}
          </button>
          <button
            type="button"
            aria-expanded={typing}
            aria-pressed={typing}
            onClick={() => setTyping(!typing)}
          >
            {t("waitType")}
          </button>
        </div>
      )}
      {!started && !wait && typing && (
        <Typed {...props} queue={queue} close={() => setTyping(false)} />
      )}
      {!started && !wait && item.between && (
        <p class="quiet">
          {t("waitBetween", {
            from: t(`ev_${item.between[0]}`),
            to: t(`ev_${item.between[1]}`),
          })}
        </p>
      )}
      {item.queue && <Queue queue={queue} set={changeQueue} />}
    </div>
  );
}
