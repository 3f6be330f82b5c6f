import { lang, setLang } from "../state/session";

/** Each language in its own name, so that it is found from the other one. */
export function LanguageSwitch() {
  return (
    <div class="segments small" role="group" aria-label="语言 Language">
      {(["zh", "en"] as const).map((one) => (
        <button
          key={one}
          type="button"
          lang={one === "zh" ? "zh-Hans" : "en"}
          aria-pressed={lang.value === one}
          onClick={() => void setLang(one)}
        >
          {one === "zh" ? "中文" : "English"}
        </button>
      ))}
    </div>
  );
}
