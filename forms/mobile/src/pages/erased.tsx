import { Moon } from "../parts/moon";
import { erased } from "../state/erase";
import { t } from "../words";

/** Said once after a device that was reported lost has erased what it held. */
export function Erased() {
  return (
    <main class="page plain">
      <section class="empty" role="alert">
        <Moon share={0} />
        <h1>{t("erasedTitle")}</h1>
        <p>{t("erasedText")}</p>
        <button
          type="button"
          class="second"
          onClick={() => {
            erased.value = false;
          }}
        >
          {t("signIn")}
        </button>
      </section>
    </main>
  );
}
