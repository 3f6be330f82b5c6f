/** One section: its questions under each other, each with its answer beside it. */
import { useEffect } from "preact/hooks";
import type { Section as SectionOf } from "../contract";
import { ItemCard } from "../items/card";
import { nextOpen, sectionCount, wholeCount } from "../logic/progress";
import { Frame } from "../parts/frame";
import { Icon } from "../parts/icon";
import { Missing } from "../parts/missing";
import { Ruler } from "../parts/ruler";
import { Status } from "../parts/status";
import { useVisit, useWriter, type VisitHere } from "../parts/use-visit";
import { go, paths } from "../state/route";
import { t, tx } from "../words";

/** The last question whose top has passed the upper half of the screen: "next" goes on from there. */
function itemInView(): string | null {
  const passed = [...document.querySelectorAll<HTMLElement>("article[data-item]")].filter(
    (card) => card.getBoundingClientRect().top < window.innerHeight * 0.5,
  );
  return passed.at(-1)?.dataset["item"] ?? null;
}

function bringUp(item: string): void {
  const card = document.querySelector<HTMLElement>(`article[data-item="${CSS.escape(item)}"]`);
  if (!card) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  card.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
  card.focus({ preventScroll: true });
}

function Bar({ here, section }: { here: VisitHere; section: SectionOf }) {
  const { assignment, bundle, visit } = here;
  if (!bundle || !visit) return null;
  const open = nextOpen(bundle, visit.answers, null, here.pending);
  const inThis = section.items.some((item) => item.key === open?.item);
  const next = () => {
    const target = nextOpen(bundle, visit.answers, itemInView(), here.pending);
    if (!target) go(paths.check(assignment.id));
    else if (target.section === section.key) bringUp(target.item);
    else go(paths.section(assignment.id, target.section, target.item));
  };
  const { done, total } = sectionCount(section, visit.answers);
  const whole = wholeCount(bundle, visit.answers);
  const elsewhere = bundle.sections.find((one) => one.key === open?.section);
  const words = () => {
    if (!open) return t("checkAndSubmit");
    return done < total || inThis || !elsewhere
      ? t("nextQuestion")
      : t("nextIn", { title: tx(elsewhere.title) });
  };
  return (
    <>
      <a class="second" href={paths.visit(assignment.id)}>
        <Icon name="list" />
        <span class="unseen">{t("overview")}, </span>
        <span class="tally">
          {whole.done}/{whole.total}
        </span>
      </a>
      <button type="button" class="primary" onClick={next}>
        <span class="cut">{words()}</span> <Icon name={open ? "down" : "check"} />
      </button>
    </>
  );
}

function Neighbours({ here, index }: { here: VisitHere; index: number }) {
  const before = here.bundle?.sections[index - 1];
  const after = here.bundle?.sections[index + 1];
  return (
    <nav class="neighbours">
      {before ? (
        <a href={paths.section(here.assignment.id, before.key)}>
          <span class="quiet">{t("previousSection")}</span>
          {tx(before.title)}
        </a>
      ) : (
        <span />
      )}
      {after && (
        <a class="after" href={paths.section(here.assignment.id, after.key)}>
          <span class="quiet">{t("nextSection")}</span>
          {tx(after.title)}
        </a>
      )}
    </nav>
  );
}

function Head({ here, section }: { here: VisitHere; section: SectionOf }) {
  const { bundle, visit } = here;
  if (!bundle || !visit) return null;
  return <Ruler bundle={bundle} answers={visit.answers} here={section.key} marked={here.pending} />;
}

interface Props {
  id: string;
  section: string;
  item: string | null;
}

export function SectionPage({ id, section: key, item }: Props) {
  const here = useVisit(id);
  const mayWrite = useWriter(here?.visit?.id);
  const index = here?.bundle?.sections.findIndex((one) => one.key === key) ?? -1;
  const section = here?.bundle?.sections[index];
  const firstItem = section?.items[0]?.key;
  const isReady = Boolean(section && here?.visit);
  useEffect(() => {
    if (!item || !isReady) return;
    if (item === firstItem) window.scrollTo(0, 0);
    else bringUp(item);
  }, [item, key, isReady, firstItem]);
  if (!here?.visit || !section) return <Missing />;
  const { visit, remarks } = here;
  const { done, total } = sectionCount(section, visit.answers);
  return (
    <Frame
      title={tx(section.title)}
      back={paths.visit(id)}
      side={
        <span class="tally">
          {done}/{total}
        </span>
      }
      under={<Head here={here} section={section} />}
      bar={<Bar here={here} section={section} />}
    >
      <Status />
      {!mayWrite && <p class="note look">{t("readOnlyTab")}</p>}
      {section.intro && <p class="quiet intro">{tx(section.intro)}</p>}
      <fieldset class="items" disabled={!mayWrite || visit.sealed !== null}>
        <legend class="unseen">{tx(section.title)}</legend>
        {section.items.map((one, n) => (
          <ItemCard
            key={one.key}
            item={one}
            number={`${index + 1}.${n + 1}`}
            visit={visit}
            remark={remarks.get(one.key) ?? null}
          />
        ))}
      </fieldset>
      <Neighbours here={here} index={index} />
    </Frame>
  );
}
