/** The first page of a visit: where, what for, and how far each section has come. */
import { useState } from "preact/hooks";
import type { Assignment } from "../contract";
import { spanText } from "../logic/dates";
import { usesStamps } from "../logic/events";
import { nextOpen, sectionCount, wholeCount } from "../logic/progress";
import { CoverButton, coverList } from "../parts/cover-button";
import { Frame } from "../parts/frame";
import { Icon } from "../parts/icon";
import { Missing } from "../parts/missing";
import { Moon } from "../parts/moon";
import { PlaceCard } from "../parts/place-card";
import { StampGrid } from "../parts/stamps";
import { Status } from "../parts/status";
import { useVisit, useWriter, type VisitHere } from "../parts/use-visit";
import { notePosition } from "../state/place";
import { isTight, lookAtRoom } from "../state/room";
import { go, paths } from "../state/route";
import { lang } from "../state/session";
import { openVisit } from "../state/visit";
import { t, tx } from "../words";

function Facts({ assignment }: { assignment: Assignment }) {
  const { branch, wave, kind, due_from, due_to } = assignment;
  return (
    <div class="visit-facts">
      {branch.address && (
        <p>
          <Icon name="pin" /> {branch.address}
        </p>
      )}
      <p>
        <Icon name="clock" />
        <span>
          <span class="together">
            {t("due", { span: spanText(due_from, due_to, lang.value) })} ·{" "}
          </span>
          <span class="together">
            {tx(wave.name)} · {t(kind === "open" ? "open" : "mystery")}
          </span>
        </span>
      </p>
    </div>
  );
}

/** Open before the visit has begun; during it only when asked for. */
function Scenario({ here }: { here: VisitHere }) {
  const { scenario } = here.assignment;
  if (!scenario) return null;
  return (
    <details class="scenario" open={here.visit === null}>
      <summary>{t("scenario")}</summary>
      <p>{tx(scenario)}</p>
    </details>
  );
}

/** Before the visit: may positions be noted? During it: the stamps, and how to hide. */
function OnTheSpot({ here, mayWrite }: { here: VisitHere; mayWrite: boolean }) {
  const { assignment, visit, whole } = here;
  if (!usesStamps(assignment, whole)) return null;
  if (!visit || !whole) return <PlaceCard />;
  if (visit.sealed) return null;
  return (
    <section class="spot" aria-label={t("stamps")}>
      <h2 class="label">{t("stamps")}</h2>
      <p class="quiet">{t("stampsWhy")}</p>
      <StampGrid visit={visit} bundle={whole} disabled={!mayWrite} />
      <details>
        <summary>
          <Icon name="basket" /> {t("coverHow")}
        </summary>
        <p class="quiet">{t("coverWhy", { list: coverList() })}</p>
      </details>
      <PlaceCard />
    </section>
  );
}

function ReviewerNote({ here }: { here: VisitHere }) {
  const { returned } = here.view;
  if (!returned) return null;
  return (
    <section class="remark-card">
      <h2>{t("reviewerNote")}</h2>
      <p>{returned.note || t("stateReturned")}</p>
    </section>
  );
}

function Sections({ here }: { here: VisitHere }) {
  const { bundle, visit } = here;
  const remarks = visit && !visit.sealed ? here.pending : here.remarks;
  if (!bundle) return <p class="note">{t("needChecklist")}</p>;
  const isOpen = visit !== null && here.view.shown !== "new";
  return (
    <ol class="sections">
      {bundle.sections.map((section) => {
        const { done, total } = sectionCount(section, visit?.answers ?? {});
        const marked = section.items.filter((item) => remarks.has(item.key)).length;
        const text = done >= total ? t("sectionDone") : t("sectionLeft", { n: total - done });
        const content = (
          <>
            <Moon share={total > 0 ? done / total : 1} />
            <span class="row-text">
              <b>{tx(section.title)}</b>
              <span class="facts">
                {text}
                {marked > 0 && <span class="look">{t("remarkItems", { n: marked })}</span>}
              </span>
            </span>
            <span class="tally">
              {done}/{total}
            </span>
          </>
        );
        return (
          <li key={section.key}>
            {isOpen ? (
              <a class="row" href={paths.section(here.assignment.id, section.key)}>
                {content}
              </a>
            ) : (
              <span class="row">{content}</span>
            )}
          </li>
        );
      })}
    </ol>
  );
}

async function begin(here: VisitHere): Promise<void> {
  const { assignment, bundle, remarks } = here;
  const visit = await openVisit(assignment);
  if (!visit || !bundle) return;
  const isFirst = !visit.returned && !visit.positions?.some((one) => one.when === "start");
  if (isFirst && usesStamps(assignment, here.whole)) void notePosition(visit, "start");
  const first = bundle.sections[0];
  const marked = bundle.sections.find((section) => section.items.some((i) => remarks.has(i.key)));
  const target = marked
    ? { section: marked.key, item: marked.items.find((i) => remarks.has(i.key))?.key }
    : nextOpen(bundle, visit.answers, null);
  if (target) go(paths.section(assignment.id, target.section, target.item));
  else if (first) go(paths.check(assignment.id));
}

function Bar({ here }: { here: VisitHere }) {
  const { bundle, visit, view } = here;
  const [asked, setAsked] = useState(false);
  const count = bundle ? wholeCount(bundle, visit?.answers ?? {}) : { done: 0, total: 0 };
  const isBegun = visit !== null || view.shown === "open";
  const needsOpening = visit === null || visit.sealed !== null;
  const words = view.shown === "returned" && needsOpening ? "correct" : isBegun ? "goOn" : "start";
  const allDone = visit !== null && !visit.sealed && count.total > 0 && count.done >= count.total;
  // A visit that may not fit is begun only when one has been told so and wants it all the same.
  const start = async () => {
    await lookAtRoom();
    if (visit || asked || !isTight.value) return begin(here);
    window.scrollTo(0, 0);
    setAsked(true);
  };
  const isTold = asked && visit === null && isTight.value;
  return (
    <>
      <CoverButton here={here} />
      {visit && !visit.sealed && !allDone && (
        <button type="button" class="second" onClick={() => go(paths.check(here.assignment.id))}>
          {t("submit")}
        </button>
      )}
      <button
        type="button"
        class="primary"
        disabled={!bundle}
        onClick={() => (allDone ? go(paths.check(here.assignment.id)) : void start())}
      >
        {t(allDone ? "checkAndSubmit" : isTold ? "startAnyway" : words)}
      </button>
    </>
  );
}

export function Visit({ id }: { id: string }) {
  const here = useVisit(id);
  const mayWrite = useWriter(here?.visit?.id);
  if (!here) return <Missing />;
  return (
    <Frame title={tx(here.assignment.branch.name)} back={paths.today} bar={<Bar here={here} />}>
      <Status />
      <ReviewerNote here={here} />
      <Facts assignment={here.assignment} />
      <Scenario here={here} />
      <OnTheSpot here={here} mayWrite={mayWrite} />
      <h2 class="label">{t("sections")}</h2>
      <Sections here={here} />
    </Frame>
  );
}
