/** Event stamps: the next one is one tap away, all of them two. */
import { useState } from "preact/hooks";
import type { Bundle, EventKind } from "../contract";
import { clockText } from "../logic/dates";
import { EVENT_KINDS, nextKind, stampOf } from "../logic/events";
import { stamp, unstamp } from "../state/stamps";
import type { VisitRecord } from "../store/records";
import { t } from "../words";
import { Icon } from "./icon";

interface Props {
  visit: VisitRecord;
  bundle: Bundle;
  disabled: boolean;
}

function One({ visit, bundle, disabled, kind }: Props & { kind: EventKind }) {
  const made = stampOf(visit.events ?? [], kind);
  const words = t(`ev_${kind}`);
  return (
    <li>
      <button
        type="button"
        class="stamp"
        aria-pressed={made !== null}
        disabled={disabled}
        onClick={() => (made ? unstamp(visit, bundle, kind) : stamp(visit, bundle, kind))}
      >
        <span>{words}</span>
        <span class="stamp-time">{made ? clockText(made.at) : "–"}</span>
      </button>
    </li>
  );
}

/** All stamps in the order of a visit; a tap on one that is made takes it back. */
export function StampGrid(props: Props) {
  return (
    <ul class="stamps">
      {EVENT_KINDS.map((kind) => (
        <One key={kind} {...props} kind={kind} />
      ))}
    </ul>
  );
}

/**
 * One line above the questions: the last stamp, the next one to tap, and the way to all. From the first stamp to the
 * last it stays in sight.
 */
export function StampLine(props: Props) {
  const [open, setOpen] = useState(false);
  const { visit, bundle, disabled } = props;
  const events = visit.events ?? [];
  const next = nextKind(events);
  const last = events.reduce((a, b) => (a && a.at > b.at ? a : b), events[0]);
  return (
    <section class={last && next ? "stamp-line live" : "stamp-line"} aria-label={t("stamps")}>
      <div class="stamp-row">
        {next && (
          <button
            type="button"
            class="chip solid"
            disabled={disabled}
            aria-label={t("stampTake", { kind: t(`ev_${next}`) })}
            onClick={() => stamp(visit, bundle, next)}
          >
            <Icon name="clock" size={18} /> {t(`ev_${next}`)}
          </button>
        )}
        <span class="quiet" role="status">
          {last
            ? t("stampAt", { time: clockText(last.at), kind: t(`ev_${last.kind}`) })
            : t("stampFirst")}
        </span>
        <button type="button" class="link" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t(open ? "close" : "stampMore")}
        </button>
      </div>
      {open && <StampGrid {...props} />}
    </section>
  );
}
