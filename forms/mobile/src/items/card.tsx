/** One question: its words, its answer, and what goes with it (note, photos). */
import type { ComponentType } from "preact";
import { useMemo } from "preact/hooks";
import type { Item } from "../contract";
import { isAnswered, isAsked, takesPhotos } from "../logic/answers";
import { Icon } from "../parts/icon";
import { lang } from "../state/session";
import type { VisitRecord } from "../store/records";
import { t, tx } from "../words";
import { ChoiceField, ChoicesField } from "./choice";
import { Extras } from "./extras";
import type { FieldProps } from "./field";
import { LocationField } from "./location";
import { MomentField } from "./moment";
import { NumberField } from "./number";
import { RankingField, ReasonsField } from "./ranking";
import { ScaleField } from "./scale";
import { SignatureField } from "./signature";
import { ReasonField, SkipRow } from "./skip";
import { TextField } from "./text";
import { WaitField } from "./wait";
import { YesNoField } from "./yes-no";

const FIELDS: Record<string, ComponentType<FieldProps>> = {
  yes_no: YesNoField,
  choice: ChoiceField,
  choices: ChoicesField,
  scale: ScaleField,
  wait: WaitField,
  number: NumberField,
  text: TextField,
  signature: SignatureField,
  location: LocationField,
  moment: MomentField,
  ranking: RankingField,
};

interface Props {
  item: Item;
  number: string;
  visit: VisitRecord;
  remark: string | null;
}

/** Drawn again only when something of this question has changed: a tap must not redraw its neighbours. */
export function ItemCard(props: Props) {
  const { item, number, visit, remark } = props;
  // Stands for what the card reads of the visit.
  const changes = JSON.stringify([visit.answers[item.key], visit.timers[item.key]]);
  return useMemo(
    () => <Card {...props} />,
    [item, number, remark, visit.id, visit.sealed === null, changes, lang.value],
  );
}

function Card({ item, number, visit, remark }: Props) {
  const answer = visit.answers[item.key];
  const label = `q-${item.key}`;
  const Field = FIELDS[item.kind];
  const field = { item, visit, answer, label };
  return (
    <article
      class={isAnswered(item, answer) ? "item done" : "item"}
      data-item={item.key}
      tabIndex={-1}
      aria-labelledby={label}
    >
      <h2 id={label}>
        <span class="number">{number}</span>
        <span>
          {tx(item.wording)}
          {!isAsked(item) && <span class="optional">{t("optional")}</span>}
        </span>
      </h2>
      {item.hint && <p class="quiet hint">{tx(item.hint)}</p>}
      {remark && (
        <p class="remark">
          <Icon name="flag" />
          <span>{t("remark", { text: remark })}</span>
        </p>
      )}
      {Field && <Field {...field} />}
      {!Field && item.kind !== "photo" && <p class="note">{t("unknownKind")}</p>}
      <ReasonsField {...field} />
      {item.kind !== "yes_no" && <SkipRow {...field} />}
      <ReasonField {...field} />
      <Extras {...field} photos={takesPhotos(item)} />
    </article>
  );
}
