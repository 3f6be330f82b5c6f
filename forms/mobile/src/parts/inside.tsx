/** Opened inside a chat app: a picture of the way out, and the way to go on all the same. */
import { useState } from "preact/hooks";
import { insideOf } from "../logic/inside";
import { t } from "../words";
import { Icon } from "./icon";

const DISMISSED = "inside";

/** The head of a phone: three dots ringed, and below them a menu whose first line is ringed. */
function Picture() {
  return (
    <svg class="inside-picture" viewBox="0 0 280 120" role="img" aria-label={t("insidePicture")}>
      <title>{t("insidePicture")}</title>
      <path class="edge" d="M20 120V28a16 16 0 0 1 16-16h208a16 16 0 0 1 16 16v92" />
      <path class="edge faint" d="M20 46h240M44 29h70" />
      <g class="dots">
        <circle cx="224" cy="29" r="2.6" />
        <circle cx="233" cy="29" r="2.6" />
        <circle cx="242" cy="29" r="2.6" />
      </g>
      <circle class="ring" cx="233" cy="29" r="15" />
      <path class="way" d="M233 48v13m-5-5 5 5 5-5" />
      <rect class="edge sheet" x="96" y="66" width="150" height="70" rx="8" />
      <rect class="ring" x="104" y="73" width="134" height="26" rx="13" />
      <circle class="edge" cx="119" cy="86" r="6.5" />
      <path class="edge" d="m121.6 83.4-1.7 3.6-3.6 1.7 1.7-3.6Z" />
      <text x="133" y="90">
        {t("insideMenu")}
      </text>
      <path class="edge faint" d="M112 111h84" />
    </svg>
  );
}

export function InsideNote() {
  const app = insideOf(navigator.userAgent);
  const [gone, setGone] = useState(sessionStorage.getItem(DISMISSED) === "1");
  const [copied, setCopied] = useState<boolean | null>(false);
  if (!app || gone) return null;
  const dismiss = () => {
    sessionStorage.setItem(DISMISSED, "1");
    setGone(true);
  };
  // Some chat apps refuse: the button goes, the picture stays.
  const copy = () =>
    navigator.clipboard.writeText(location.origin + location.pathname).then(
      () => setCopied(true),
      () => setCopied(null),
    );
  return (
    <section class="inside" aria-labelledby="inside-title">
      <h2 id="inside-title">{t("insideTitle")}</h2>
      <Picture />
      <p>{t("insideText", { app: t(`app_${app}`) })}</p>
      <div class="inside-actions">
        {copied !== null && window.isSecureContext && "clipboard" in navigator && (
          <button type="button" class="chip" onClick={() => void copy()}>
            {copied && <Icon name="check" size={18} />} {t(copied ? "insideCopied" : "insideCopy")}
          </button>
        )}
        <button type="button" class="link" onClick={dismiss}>
          {t("insideDone")}
        </button>
      </div>
    </section>
  );
}
