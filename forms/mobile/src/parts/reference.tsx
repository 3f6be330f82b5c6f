/** How it should look, beside where the photo is taken: small until tapped. */
import { useEffect, useState } from "preact/hooks";
import { referenceUrl } from "../state/provisions";
import { t } from "../words";

export function Reference({ version, name }: { version: string; name: string }) {
  const [url, setUrl] = useState<string | null | undefined>(undefined);
  const [large, setLarge] = useState(false);
  useEffect(() => {
    let made: string | null = null;
    let wanted = true;
    void referenceUrl(version, name).then((found) => {
      made = found ?? null;
      if (wanted) setUrl(found);
      else if (found) URL.revokeObjectURL(found);
    });
    return () => {
      wanted = false;
      if (made) URL.revokeObjectURL(made);
    };
  }, [version, name]);
  if (url === undefined) return null;
  if (url === null) return <p class="quiet">{t("referenceMissing")}</p>;
  return (
    <button
      type="button"
      class={large ? "reference large" : "reference"}
      aria-expanded={large}
      onClick={() => setLarge(!large)}
    >
      <img src={url} alt="" />
      <span>{t("reference")}</span>
    </button>
  );
}
