/** For when nothing gets through: what was not sent as a file that only a reviewer can open. */
import { useState } from "preact/hooks";
import { type Rescued, rescueFile } from "../state/rescue";
import { t } from "../words";

function told(done: Rescued): string {
  if (done.ok) return t("exportDone", { n: done.count });
  return t(done.why === "plain" ? "exportPlain" : "exportNoKey");
}

export function RescueFile() {
  const [done, setDone] = useState<Rescued | null>(null);
  return (
    <section class="setting">
      <h2 class="label">{t("exportTitle")}</h2>
      <p class="quiet">{t("exportWhy")}</p>
      <button type="button" class="second" onClick={() => void rescueFile().then(setDone)}>
        {t("exportDo")}
      </button>
      {done && (
        <p class={done.ok ? "note" : "note look"} role="status">
          {told(done)}
        </p>
      )}
    </section>
  );
}
