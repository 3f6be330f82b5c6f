/** One section: its questions under each other, each with its answer beside it. */
import { Fragment } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Bundle, Item, Section as SectionOf } from "../contract";
import { ItemCard } from "../items/card";
import { isAnswered } from "../logic/answers";
import { usesStamps } from "../logic/events";
import { nextOpen, sectionCount, wholeCount } from "../logic/progress";
import { factsLeft } from "../logic/shown";
import { CoverButton } from "../parts/cover-button";
import { Frame } from "../parts/frame";
import { Icon } from "../parts/icon";
import { Missing } from "../parts/missing";
import { ReadOnly } from "../parts/read-only";
import { Ruler } from "../parts/ruler";
import { StampLine } from "../parts/stamps";
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
      <CoverButton here={here} />
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

/** Numbers stand still when questions come and go: they are those of the whole checklist. */
function numbersOf(whole: Bundle | null): ReadonlyMap<string, string> {
  const pairs = (whole?.sections ?? []).flatMap((section, s) =>
    section.items.map((item, n) => [item.key, `${s + 1}.${n + 1}`] as const),
  );
  return new Map(pairs);
}

function GroupTitle(props: { section: SectionOf; item: Item; before: Item | undefined }) {
  const { section, item, before } = props;
  const group = section.groups.find((one) => one.key === item.group);
  if (!group || before?.group === item.group) return null;
  return <p class="group-title">{tx(group.title)}</p>;
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
  const [unlocked, setUnlocked] = useState(false);
  const numbers = useMemo(() => numbersOf(here?.whole ?? null), [here?.whole]);
  useEffect(() => {
    if (!item || !isReady) return;
    if (item === firstItem) window.scrollTo(0, 0);
    else bringUp(item);
  }, [item, key, isReady, firstItem]);
  if (!here?.visit || !here.whole || !section) return <Missing />;
  const { assignment, visit, remarks, whole } = here;
  const left = here.bundle ? factsLeft(here.bundle, visit.answers) : 0;
  const isOpen = (one: Item) =>
    unlocked || left === 0 || !one.opinion || isAnswered(one, visit.answers[one.key]);
  const open = section.items.filter(isOpen);
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
      {!mayWrite && <ReadOnly visit={visit.id} />}
      {!visit.sealed && usesStamps(assignment, whole) && (
        <StampLine visit={visit} bundle={whole} disabled={!mayWrite} />
      )}
      {section.intro && <p class="quiet intro">{tx(section.intro)}</p>}
      <fieldset class="items" disabled={!mayWrite || visit.sealed !== null}>
        <legend class="unseen">{tx(section.title)}</legend>
        {open.map((one, n) => (
          <Fragment key={one.key}>
            <GroupTitle section={section} item={one} before={open[n - 1]} />
            <ItemCard
              item={one}
              number={numbers.get(one.key) ?? ""}
              visit={visit}
              remark={remarks.get(one.key) ?? null}
            />
          </Fragment>
        ))}
      </fieldset>
      {open.length < section.items.length && (
        <div class="note locked">
          <p>{t("groupLocked", { n: left })}</p>
          <button type="button" class="link" onClick={() => setUnlocked(true)}>
            {t("groupLockedOpen")}
          </button>
        </div>
      )}
      <Neighbours here={here} index={index} />
    </Frame>
  );
}
