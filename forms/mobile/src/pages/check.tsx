/** What is not complete, before handing in. It marks; it never stands in the way. */
import { useEffect } from "preact/hooks";
import type { Item } from "../contract";
import { usesStamps } from "../logic/events";
import { type Gap, gaps } from "../logic/progress";
import { CoverButton } from "../parts/cover-button";
import { Frame } from "../parts/frame";
import { Icon } from "../parts/icon";
import { Missing } from "../parts/missing";
import { Moon } from "../parts/moon";
import { ReadOnly } from "../parts/read-only";
import { Status } from "../parts/status";
import { useVisit, useWriter, type VisitHere } from "../parts/use-visit";
import { preparing } from "../state/data";
import { notePosition } from "../state/place";
import { go, paths } from "../state/route";
import { handIn } from "../state/visit";
import { t, tx } from "../words";

interface Point {
  section: string;
  item: Item;
  texts: string[];
}

function gapText(gap: Gap): string {
  if (gap.why === "photos") return t("gapPhotos", { have: gap.have, need: gap.need });
  if (gap.why === "timer") return t("gapTimer");
  return t(gap.why === "reason" ? "gapReason" : "gapAnswer");
}

function points(here: VisitHere): Point[] {
  const { bundle, visit } = here;
  if (!bundle || !visit) return [];
  const found = gaps(bundle, visit.answers, visit.timers);
  return bundle.sections.flatMap((section) =>
    section.items
      .map((item) => ({
        section: section.key,
        item,
        texts: [
          ...(here.pending.has(item.key) ? [t("gapRemark")] : []),
          ...found.filter((gap) => gap.item === item.key).map(gapText),
        ],
      }))
      .filter((point) => point.texts.length > 0),
  );
}

function Points({ here, list }: { here: VisitHere; list: Point[] }) {
  return (
    <ul class="points">
      {list.map(({ section, item, texts }) => (
        <li key={item.key}>
          <a class="row" href={paths.section(here.assignment.id, section, item.key)}>
            <span class="row-text">
              <span>{tx(item.wording)}</span>
              <span class="facts look">{texts.join(" · ")}</span>
            </span>
            <Icon name="next" />
          </a>
        </li>
      ))}
    </ul>
  );
}

export function Check({ id }: { id: string }) {
  const here = useVisit(id);
  const mayWrite = useWriter(here?.visit?.id);
  const isFirst = here?.visit?.returned === null && !here.visit.sealed;
  useEffect(() => {
    if (isFirst && here?.visit && usesStamps(here.assignment, here.whole))
      void notePosition(here.visit, "end");
  }, [id, isFirst]);
  if (!here?.visit || !here.bundle) return <Missing />;
  const { visit } = here;
  const list = points(here);
  const submit = async () => {
    if (await handIn(visit)) go(paths.sent(id), true);
  };
  const isBusy = preparing.value > 0;
  const bar = (
    <>
      <CoverButton here={here} />
      <button type="button" class="second" onClick={() => go(paths.visit(id))}>
        {t("backToForm")}
      </button>
      <button
        type="button"
        class="primary"
        disabled={isBusy || !mayWrite || visit.sealed !== null}
        onClick={() => void submit()}
      >
        {t(isBusy ? "submitPreparing" : list.length > 0 ? "submitAnyway" : "submit")}
      </button>
    </>
  );
  return (
    <Frame title={t("checkTitle")} back={paths.visit(id)} bar={bar}>
      <Status />
      {!mayWrite && <ReadOnly visit={visit.id} />}
      {list.length === 0 ? (
        <section class="empty">
          <Moon share={1} />
          <p>{t("checkNone")}</p>
        </section>
      ) : (
        <p class="intro">{t("checkSome", { n: list.length })}</p>
      )}
      <Points here={here} list={list} />
    </Frame>
  );
}
