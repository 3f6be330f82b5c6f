import { useState } from "preact/hooks";
import { t } from "../words";

interface Props {
  name: string;
  label: string;
  autocomplete: "current-password" | "new-password";
  hint?: string;
}

export function PasswordField({ name, label, autocomplete, hint }: Props) {
  const [shown, setShown] = useState(false);
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input
        id={name}
        name={name}
        {...(shown ? { type: "text" as const } : { type: "password" as const })}
        autocomplete={autocomplete}
        autocapitalize="none"
        spellcheck={false}
        aria-describedby={hint ? `${name}-hint` : undefined}
        required
      />
      {hint && (
        <p class="quiet" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      <label class="tick">
        <input type="checkbox" checked={shown} onChange={() => setShown(!shown)} />
        <span>{t("showPassword")}</span>
      </label>
    </div>
  );
}
