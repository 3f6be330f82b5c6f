/** Asks once whether positions may be noted, and says why; the choice can be changed at any time. */
import { useState } from "preact/hooks";
import { choosePlace, mayPlace } from "../state/place";
import { t } from "../words";
import { Icon } from "./icon";

export function PlaceCard() {
  const [asking, setAsking] = useState(mayPlace.value === null);
  const choose = (allowed: boolean) => {
    void choosePlace(allowed);
    setAsking(false);
  };
  if (!window.isSecureContext || !("geolocation" in navigator)) return null;
  if (!asking)
    return (
      <p class="place-line quiet">
        <Icon name="pin" size={18} />
        <span>{t(mayPlace.value ? "placeOn" : "placeOff")}</span>
        <button type="button" class="link" onClick={() => setAsking(true)}>
          {t("placeChange")}
        </button>
      </p>
    );
  return (
    <section class="place-card">
      <h2>{t("placeTitle")}</h2>
      <p class="quiet">{t("placeWhy")}</p>
      <div class="segments">
        <button type="button" aria-pressed={mayPlace.value === true} onClick={() => choose(true)}>
          {t("placeYes")}
        </button>
        <button type="button" aria-pressed={mayPlace.value === false} onClick={() => choose(false)}>
          {t("placeNo")}
        </button>
      </div>
    </section>
  );
}
