import { loaded } from "../state/data";
import { paths } from "../state/route";
import { t } from "../words";
import { Frame } from "./frame";

export function Missing() {
  return (
    <Frame title={t("appTitle")} back={paths.today}>
      {loaded.value && <p class="empty">{t("notFound")}</p>}
    </Frame>
  );
}
