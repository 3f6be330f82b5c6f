import { dayOf, dayText, spanText } from "../logic/dates";
import { wholeCount } from "../logic/progress";
import { shownBundle } from "../logic/shown";
import { type Shown, type VisitView, viewOf } from "../logic/visits";
import { Frame } from "../parts/frame";
import { Icon } from "../parts/icon";
import { InsideNote } from "../parts/inside";
import { Moon } from "../parts/moon";
import { Notices } from "../parts/notices";
import { Status } from "../parts/status";
import { useBundle } from "../parts/use-bundle";
import { assignments, fresh, loaded, photos, visits } from "../state/data";
import { refresh } from "../state/provisions";
import { paths } from "../state/route";
import { lang, online } from "../state/session";
import { visitOf } from "../state/visit";
import type { AssignmentRecord, PhotoRecord, VisitRecord } from "../store/records";
import { type Key, t, tx } from "../words";

const GROUPS: { shown: Shown; title: Key }[] = [
  { shown: "returned", title: "groupReturned" },
  { shown: "open", title: "groupOpen" },
  { shown: "new", title: "groupNew" },
  { shown: "sending", title: "groupSending" },
  { shown: "sent", title: "groupSent" },
];

interface Entry {
  record: AssignmentRecord;
  visit: VisitRecord | null;
  view: VisitView;
}

function entries(list: AssignmentRecord[], pictures: PhotoRecord[]): Entry[] {
  return list.map((record) => {
    const visit = visitOf(record.id);
    return { record, visit, view: viewOf(record.assignment, visit, pictures) };
  });
}

function stateText(entry: Entry, done: number, total: number): string {
  const { view, visit } = entry;
  const { arrived: n, expected: m } = view.photos;
  const remarks = view.returned?.items.length ?? 0;
  if (view.shown === "new") return t("stateNew");
  if (view.shown === "sent") return t("stateSent");
  if (view.shown === "returned")
    return remarks > 0 ? t("stateReturnedItems", { n: remarks }) : t("stateReturned");
  if (view.shown === "sending")
    return view.received ? t("statePhotos", { n, m }) : t("stateSendingWords");
  return visit && total > 0 ? t("stateOpen", { done, total }) : t("stateOpenElsewhere");
}

function dueText(entry: Entry): string {
  const { due_from, due_to, branch } = entry.record.assignment;
  const today = dayOf(new Date(), branch.zone);
  if (today > due_to) return t("dueOver");
  return today === due_to
    ? t("dueToday")
    : t("due", { span: spanText(due_from, due_to, lang.value) });
}

function share(entry: Entry, done: number, total: number): number {
  if (entry.view.shown === "sent") return 1;
  if (entry.view.shown === "sending") return 0.92;
  return total > 0 ? Math.min(0.9, done / total) : 0;
}

function Row({ entry }: { entry: Entry }) {
  const { record, visit, view } = entry;
  const { assignment } = record;
  const bundle = useBundle(assignment.checklist_version);
  const asked = bundle && visit && shownBundle(bundle, visit.answers, assignment.branch);
  const count = asked && visit ? wholeCount(asked, visit.answers) : { done: 0, total: 0 };
  const isOut = view.shown === "sending" || view.shown === "sent";
  const isOver = !isOut && dayOf(new Date(), assignment.branch.zone) >= assignment.due_to;
  return (
    <li>
      <a class="row" href={isOut ? paths.sent(record.id) : paths.visit(record.id)}>
        <Moon share={share(entry, count.done, count.total)} look={view.shown === "returned"} />
        <span class="row-text">
          <b>{tx(assignment.branch.name)}</b>
          <span class="quiet">{assignment.branch.address}</span>
          <span class={view.shown === "returned" ? "facts look" : "facts"}>
            {stateText(entry, count.done, count.total)}
            {!isOut && <span class={isOver ? "due look" : "due"}>{dueText(entry)}</span>}
          </span>
        </span>
        <Icon name="next" />
      </a>
    </li>
  );
}

function Nothing() {
  if (!loaded.value || fresh.value === "asking") return <Skeleton />;
  const known = fresh.value === "yes";
  if (fresh.value === "not_auditor")
    return (
      <section class="empty">
        <Moon share={0} />
        <h2>{t("noneTitle")}</h2>
        <p class="quiet">{t("notAuditor")}</p>
        <a class="second" href="/">
          {t("toPages")}
        </a>
      </section>
    );
  return (
    <section class="empty">
      <Moon share={0} />
      <h2>{t("noneTitle")}</h2>
      <p class="quiet">{t(known ? "noneText" : "noneOffline")}</p>
    </section>
  );
}

function Skeleton() {
  return (
    <div class="skeleton" role="status" aria-label={t("loading")}>
      <i />
      <i />
      <i />
    </div>
  );
}

function sideButtons() {
  return (
    <>
      <button
        type="button"
        class="icon-button"
        aria-label={t(fresh.value === "asking" ? "refreshing" : "refresh")}
        disabled={!online.value || fresh.value === "asking"}
        onClick={() => void refresh()}
      >
        <Icon name="refresh" size={22} />
      </button>
      <a class="icon-button" href={paths.settings} aria-label={t("account")}>
        <Icon name="person" size={22} />
      </a>
    </>
  );
}

export function Today() {
  const all = entries(assignments.value, photos.value);
  void visits.value;
  return (
    <Frame title={dayText(dayOf(new Date()), lang.value)} side={sideButtons()}>
      <InsideNote />
      {!window.isSecureContext && <p class="note">{t("plainHttp")}</p>}
      <Status />
      <Notices />
      {fresh.value === "failed" && online.value && all.length > 0 && (
        <p class="note">{t("listOld")}</p>
      )}
      {all.length === 0 && <Nothing />}
      {GROUPS.map(({ shown, title }) => {
        const group = all.filter((entry) => entry.view.shown === shown);
        return (
          group.length > 0 && (
            <section class="group-of-visits" key={shown}>
              <h2>
                {t(title)} <span class="tally">{group.length}</span>
              </h2>
              <ul>
                {group.map((entry) => (
                  <Row key={entry.record.id} entry={entry} />
                ))}
              </ul>
            </section>
          )
        );
      })}
    </Frame>
  );
}
