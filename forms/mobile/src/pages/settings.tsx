import { useEffect } from "preact/hooks";
import { roomText } from "../logic/size";
import { Frame } from "../parts/frame";
import { LanguageSwitch } from "../parts/language";
import { clearMirror, unsent } from "../state/data";
import { keepRoom, lookAtRoom, room } from "../state/room";
import { go, paths } from "../state/route";
import { person, signOut } from "../state/session";
import { t } from "../words";

function Device() {
  useEffect(() => {
    void lookAtRoom();
  }, []);
  const { persisted, freeMb } = room.value;
  if (persisted === null) return null;
  return (
    <section class="setting">
      <h2 class="label">{t("device")}</h2>
      <p>{t(persisted ? "storagePersisted" : "storageNot")}</p>
      {freeMb !== null && <p class="quiet">{t("storageFree", { room: roomText(freeMb) })}</p>}
      {!persisted && (
        <button type="button" class="chip" onClick={() => void keepRoom()}>
          {t("storageAsk")}
        </button>
      )}
      <p>
        <a href={paths.queue}>{t("queueTitle")}</a>
      </p>
    </section>
  );
}

export function Settings() {
  const leave = async () => {
    await signOut();
    clearMirror();
    go(paths.today, true);
  };
  return (
    <Frame title={t("settings")} back={paths.today}>
      <section class="setting">
        <h2 class="label">{t("language")}</h2>
        <LanguageSwitch />
      </section>
      <Device />
      <section class="setting">
        <h2 class="label">{t("signedInAs")}</h2>
        <p>{person.value?.name}</p>
        {unsent.value > 0 && <p class="note">{t("signOutKept", { n: unsent.value })}</p>}
        <p class="quiet">{t("signOutGone")}</p>
        <button type="button" class="second wide" onClick={() => void leave()}>
          {t("signOut")}
        </button>
      </section>
      {!window.isSecureContext && <p class="note">{t("plainHttp")}</p>}
    </Frame>
  );
}
