import { useEffect, useState } from "preact/hooks";
import { Frame } from "../parts/frame";
import { LanguageSwitch } from "../parts/language";
import { clearMirror, unsent } from "../state/data";
import { go, paths } from "../state/route";
import { person, signOut } from "../state/session";
import { t } from "../words";

interface Room {
  persisted: boolean | null;
  freeMb: number | null;
}

async function measure(): Promise<Room> {
  const storage = navigator.storage as StorageManager | undefined;
  if (!storage?.persisted) return { persisted: null, freeMb: null };
  const { quota = 0, usage = 0 } = await storage.estimate();
  return { persisted: await storage.persisted(), freeMb: Math.floor((quota - usage) / 1e6) };
}

function Device() {
  const [room, setRoom] = useState<Room>({ persisted: null, freeMb: null });
  useEffect(() => {
    void measure().then(setRoom);
  }, []);
  const askPersist = async () => {
    await navigator.storage.persist();
    setRoom(await measure());
  };
  if (room.persisted === null) return null;
  return (
    <section class="setting">
      <h2 class="label">{t("device")}</h2>
      <p>{t(room.persisted ? "storagePersisted" : "storageNot")}</p>
      {room.freeMb !== null && <p class="quiet">{t("storageFree", { n: room.freeMb })}</p>}
      {!room.persisted && (
        <button type="button" class="chip" onClick={() => void askPersist()}>
          {t("storageAsk")}
        </button>
      )}
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
        <button type="button" class="second wide" onClick={() => void leave()}>
          {t("signOut")}
        </button>
      </section>
      {!window.isSecureContext && <p class="note">{t("plainHttp")}</p>}
    </Frame>
  );
}
