/** Text that is kept while it is being written: half a second after the last key, and when it is left. */
import { useEffect, useRef } from "preact/hooks";
import { t } from "../words";

const PAUSE = 500;

interface Props {
  value: string;
  save: (text: string) => void;
  label: string;
  placeholder: string;
  longest: number;
  focus?: boolean;
  rows?: number;
  /** Words to begin a line with, one tap each. */
  prompts?: readonly string[];
}

function grow(area: HTMLTextAreaElement): void {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

export function SavedText(props: Props) {
  const { value, save, label, placeholder, longest, focus, rows = 1, prompts = [] } = props;
  const area = useRef<HTMLTextAreaElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef({ save, value });
  latest.current = { save, value };

  function flush() {
    clearTimeout(timer.current);
    const text = area.current?.value ?? latest.current.value;
    if (text !== latest.current.value) latest.current.save(text);
  }

  function onInput() {
    if (area.current) grow(area.current);
    clearTimeout(timer.current);
    timer.current = setTimeout(flush, PAUSE);
  }

  function begin(prompt: string) {
    const field = area.current;
    if (!field || field.value.length + prompt.length >= longest) return;
    const gap = field.value === "" || field.value.endsWith("\n") ? "" : "\n";
    field.value += gap + prompt;
    field.focus();
    onInput();
  }

  useEffect(() => {
    const field = area.current;
    if (!field) return;
    if (focus) field.focus();
    grow(field);
    document.addEventListener("visibilitychange", flush);
    window.addEventListener("pagehide", flush);
    return () => {
      // The field is already out of the page here, but still holds what was typed.
      clearTimeout(timer.current);
      if (field.value !== latest.current.value) latest.current.save(field.value);
      document.removeEventListener("visibilitychange", flush);
      window.removeEventListener("pagehide", flush);
    };
  }, []);

  // What comes from elsewhere (another tab, another phone) is shown unless one is writing here.
  useEffect(() => {
    const field = area.current;
    if (field && document.activeElement !== field && field.value !== value) {
      field.value = value;
      grow(field);
    }
  }, [value]);

  return (
    <>
      {prompts.length > 0 && (
        <div class="reasons" role="group" aria-label={t("prompts")}>
          {prompts.map((prompt) => (
            <button key={prompt} type="button" class="chip" onClick={() => begin(prompt)}>
              {prompt.replace(/[：:\s]+$/, "")}
            </button>
          ))}
        </div>
      )}
      <textarea
        ref={area}
        class="words"
        rows={rows}
        maxLength={longest}
        aria-label={label}
        placeholder={placeholder}
        defaultValue={value}
        onInput={onInput}
        onBlur={flush}
      />
    </>
  );
}
