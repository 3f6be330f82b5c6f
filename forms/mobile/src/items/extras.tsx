/** Note and photos of a question: two quiet buttons, and what has been added above them. */
import { useState } from "preact/hooks";
import { photosAllowed, photosNeeded, withDoubt, withNote } from "../logic/answers";
import { Icon } from "../parts/icon";
import { Reference } from "../parts/reference";
import { photos as allPhotos } from "../state/data";
import { busyItems, take, troubles } from "../state/photos";
import { answer as give } from "../state/visit";
import { type Key, t, tx } from "../words";
import type { FieldProps } from "./field";
import { PhotoStrip } from "./photos";
import { SavedText } from "./saved-text";

const MOST_NOTE = 2000;
const TROUBLES: Record<string, Key> = {
  too_large: "troubleTooLarge",
  unreadable: "troubleUnreadable",
  unopened: "troubleUnopened",
  full: "troubleFull",
  not_kept: "troubleNotKept",
};

function PhotoButton({ item, visit, answer }: FieldProps) {
  const have = answer?.photos?.length ?? 0;
  const need = photosNeeded(item, answer);
  const most = photosAllowed(item);
  const isShort = have < need;
  const words = () => {
    if (isShort) return t("photoNeed", { n: have, m: need });
    return have > 0 ? t("photoCount", { n: have, m: most }) : t("photo");
  };
  const source = item.photo.camera ? { capture: "environment" as const } : { multiple: true };
  return (
    <label class={isShort ? "extra look" : "extra"}>
      <Icon name="camera" />
      <span>{words()}</span>
      <input
        class="unseen"
        type="file"
        accept="image/*,.heic,.heif"
        {...source}
        disabled={have >= most}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])].slice(0, most - have);
          event.currentTarget.value = "";
          if (files.length > 0) void take(visit, item.key, files);
        }}
      />
    </label>
  );
}

export function Extras(props: FieldProps & { photos: boolean }) {
  const { item, visit, answer, photos } = props;
  const [writing, setWriting] = useState(false);
  const [teaching, setTeaching] = useState(false);
  const mine = allPhotos.value.filter((p) => p.visit === visit.id && p.item === item.key);
  const trouble = troubles.value[item.key];
  const showHint = photos && photosNeeded(item, answer) > 0;
  const noteOpen = writing || Boolean(answer?.note);
  return (
    <>
      {showHint && item.photo.hint && <p class="quiet">{tx(item.photo.hint)}</p>}
      {photos && item.photo.reference && (
        <Reference version={visit.checklist_version} name={item.photo.reference} />
      )}
      {photos && (
        <PhotoStrip
          visit={visit}
          photos={mine}
          order={answer?.photos ?? []}
          preparing={busyItems.value[item.key] ?? 0}
        />
      )}
      {trouble && (
        <p class="note loud" role="alert">
          {t(TROUBLES[trouble] ?? "troubleUnopened")}
        </p>
      )}
      {noteOpen && (
        <SavedText
          value={answer?.note ?? ""}
          label={t("note")}
          placeholder={t("notePlaceholder")}
          longest={MOST_NOTE}
          focus={writing}
          save={(text) => give(visit, item.key, (old, at) => withNote(old, text, at))}
        />
      )}
      {teaching && item.standard && <p class="standard">{tx(item.standard)}</p>}
      <div class="extras">
        {!noteOpen && (
          <button type="button" class="extra" onClick={() => setWriting(true)}>
            <Icon name="note" />
            <span>{t("note")}</span>
          </button>
        )}
        {photos && <PhotoButton {...props} />}
        {answer?.value !== undefined && (
          <button
            type="button"
            class="extra doubt"
            aria-pressed={answer.sure === "unsure"}
            onClick={() => give(visit, item.key, withDoubt)}
          >
            <span>{t("unsure")}</span>
          </button>
        )}
        {item.standard && (
          <button
            type="button"
            class="extra end"
            aria-expanded={teaching}
            onClick={() => setTeaching(!teaching)}
          >
            {t("standard")}
          </button>
        )}
      </div>
    </>
  );
}
