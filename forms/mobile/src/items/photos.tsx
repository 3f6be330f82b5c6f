/** The photos of a question, each with its own state; one tap opens what can be done with it. */
import { useEffect, useState } from "preact/hooks";
import { isOlder } from "../logic/older";
import { ELSEWHERE } from "../net/there";
import { Icon } from "../parts/icon";
import { troubleText } from "../parts/trouble";
import { putBack, sendAgain, takeOut, thumbUrl } from "../state/photos";
import { paths } from "../state/route";
import type { PhotoRecord, VisitRecord } from "../store/records";
import { t } from "../words";

/** A picture; without a label it is named by what it stands in. */
export function Thumb({ photo, label }: { photo: PhotoRecord; label: string }) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    let wanted = true;
    void thumbUrl(photo.id).then((found) => wanted && setUrl(found));
    return () => {
      wanted = false;
    };
  }, [photo.id]);
  if (url) return <img class="thumb" src={url} alt={label} />;
  const isElsewhere = photo.added === 0;
  return (
    <span class="thumb blank" {...(label ? { role: "img", "aria-label": label } : {})}>
      <Icon name="camera" />
      <small>{isElsewhere ? "" : t("photoFileOnly")}</small>
    </span>
  );
}

export function photoState(photo: PhotoRecord): string {
  if (photo.state === "arrived") return photo.added === 0 ? t("photoElsewhere") : t("photoArrived");
  if (photo.retry.problem === "not_here") return t("photoNotHere");
  if (photo.retry.problem === ELSEWHERE) return t("photoOnOther");
  if (photo.state === "held") return troubleText(photo.retry) ?? "";
  if (photo.offset > 0)
    return t("photoSending", { percent: Math.floor((photo.offset / photo.bytes) * 100) });
  return troubleText(photo.retry) ?? t("photoWaiting");
}

function Badge({ photo }: { photo: PhotoRecord }) {
  if (photo.state === "arrived")
    return (
      <span class="badge on">
        <Icon name="check" size={14} />
      </span>
    );
  if (photo.state === "held") return <span class="badge look">!</span>;
  const done = photo.bytes > 0 ? photo.offset / photo.bytes : 0;
  return (
    <span class="badge">
      <i style={{ width: `${Math.round(done * 100)}%` }} />
    </span>
  );
}

interface ActionsProps {
  visit: VisitRecord;
  photo: PhotoRecord;
  close: () => void;
}

function Actions({ visit, photo, close }: ActionsProps) {
  const remove = () => {
    close();
    void takeOut(visit, photo);
  };
  return (
    <div class="photo-actions">
      <p class="quiet">{photoState(photo)}</p>
      {photo.here && photo.width !== null && !visit.sealed && (
        <a class="chip" href={paths.photo(visit.assignment, photo.id)}>
          <Icon name="circle" size={18} /> {t("photoMark")}
        </a>
      )}
      {photo.state !== "arrived" && photo.here && (
        <button type="button" class="chip" onClick={() => void sendAgain(photo)}>
          {t("sendNow")}
        </button>
      )}
      <button type="button" class="chip" onClick={remove}>
        {t("photoDelete")}
      </button>
    </div>
  );
}

interface StripProps {
  visit: VisitRecord;
  photos: PhotoRecord[];
  order: string[];
  preparing: number;
}

export function PhotoStrip({ visit, photos, order, preparing }: StripProps) {
  const [open, setOpen] = useState<string | null>(null);
  const known = new Map(photos.map((photo) => [photo.id, photo]));
  const shown = order.map((id) => known.get(id)).filter((photo) => photo !== undefined);
  const removed = photos.filter((photo) => photo.removed).at(-1);
  const chosen = shown.find((photo) => photo.id === open);
  if (shown.length === 0 && preparing === 0 && !removed) return null;
  return (
    <div class="photos">
      <ul class="strip">
        {shown.map((photo, n) => (
          <li key={photo.id}>
            <button
              type="button"
              class="photo"
              aria-expanded={open === photo.id}
              onClick={() => setOpen(open === photo.id ? null : photo.id)}
            >
              <span class="unseen">
                {t("photoOf", { n: n + 1 })}, {photoState(photo)}
              </span>
              <Thumb photo={photo} label="" />
              <Badge photo={photo} />
              {photo.marks?.length ? (
                <span class="badge marked">
                  <Icon name="circle" size={14} />
                  <span class="unseen">{t("photoMarked")}</span>
                </span>
              ) : null}
            </button>
          </li>
        ))}
        {Array.from({ length: preparing }, (_, n) => (
          <li key={`p${n}`}>
            <span class="thumb blank pulse" role="status" aria-label={t("photoPreparing")} />
          </li>
        ))}
      </ul>
      {shown.some((photo) => isOlder(photo.taken_at, visit)) && (
        <p class="quiet">{t("photoOlder")}</p>
      )}
      {chosen && <Actions visit={visit} photo={chosen} close={() => setOpen(null)} />}
      {removed && !chosen && (
        <p class="undo">
          {t("photoRemoved")}{" "}
          <button type="button" class="link" onClick={() => void putBack(visit, removed)}>
            {t("undo")}
          </button>
        </p>
      )}
    </div>
  );
}
