import { t } from "../words";

/** The phone's store cannot be opened. Nothing is deleted by it. */
export function Broken() {
  return (
    <main class="page plain">
      <section class="empty" role="alert">
        <h1>{t("brokenTitle")}</h1>
        <p>{t("brokenText")}</p>
        <button type="button" class="second" onClick={() => location.reload()}>
          {t("tryAgain")}
        </button>
      </section>
    </main>
  );
}
