/** Where something is: noted once, when asked for. */
import { useState } from "preact/hooks";
import type { Place, Value } from "../contract";
import { withValue } from "../logic/answers";
import { Icon } from "../parts/icon";
import { type Located, locate } from "../state/place";
import { answer as give } from "../state/visit";
import { type Key, t } from "../words";
import type { FieldProps } from "./field";

const TROUBLES: Record<Exclude<Located, { ok: true }>["why"], Key> = {
  denied: "locationDenied",
  failed: "locationFailed",
  none: "locationNone",
};

function placeOf(value: Value | undefined): Place | null {
  return typeof value === "object" && "latitude" in value ? value : null;
}

function placeText(place: Place): string {
  const where = `${place.latitude.toFixed(5)}, ${place.longitude.toFixed(5)}`;
  return t("locationShown", { place: where, n: place.accuracy_m ?? "?" });
}

export function LocationField({ item, visit, answer }: FieldProps) {
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<Key | null>(null);
  const place = placeOf(answer?.value);
  const take = async () => {
    setBusy(true);
    const found = await locate();
    setBusy(false);
    setTrouble(found.ok ? null : TROUBLES[found.why]);
    if (found.ok) give(visit, item.key, (old, at) => withValue(old, found.place, at));
  };
  const words = busy ? "locationBusy" : place ? "locationAgain" : "locationTake";
  return (
    <div class="figure">
      {place && <p>{placeText(place)}</p>}
      <button type="button" class="second wide" disabled={busy} onClick={() => void take()}>
        <Icon name="pin" /> {t(words)}
      </button>
      {trouble && (
        <p class="note look" role="alert">
          {t(trouble)}
        </p>
      )}
      {!place && <p class="quiet">{t("locationWhy")}</p>}
    </div>
  );
}
