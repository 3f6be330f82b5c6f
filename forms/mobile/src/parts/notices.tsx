/** What is worth a word on the first page: a new version, the home screen. */
import { useState } from "preact/hooks";
import { install, notNow, putOnHomeScreen } from "../state/install";
import { takeUpdate, waiting } from "../state/update";
import { t } from "../words";

function Update() {
  const [isWriting, setWriting] = useState(false);
  if (!waiting.value) return null;
  return (
    <section class="note">
      <p>{t(isWriting ? "updateLater" : "updateReady")}</p>
      <div class="choices-of-note">
        <button
          type="button"
          class="chip"
          onClick={() => void takeUpdate().then((ok) => setWriting(!ok))}
        >
          {t("updateNow")}
        </button>
      </div>
    </section>
  );
}

function Install() {
  if (!install.value) return null;
  return (
    <section class="note">
      <p>
        <b>{t("installTitle")}</b> {t("installWhy")}
      </p>
      {install.value === "words" && <p>{t("installIos")}</p>}
      <div class="choices-of-note">
        {install.value === "button" && (
          <button type="button" class="chip" onClick={() => void putOnHomeScreen()}>
            {t("install")}
          </button>
        )}
        <button type="button" class="chip" onClick={() => void notNow()}>
          {t("later")}
        </button>
      </div>
    </section>
  );
}

export function Notices() {
  return (
    <>
      <Update />
      <Install />
    </>
  );
}
