import { useState } from "preact/hooks";
import type { Fault } from "../net/faults";
import { kick } from "../net/sender";
import { Icon } from "../parts/icon";
import { InsideNote } from "../parts/inside";
import { LanguageSwitch } from "../parts/language";
import { PasswordField } from "../parts/password";
import { reload } from "../state/data";
import { refresh } from "../state/provisions";
import { go, paths } from "../state/route";
import { person, signIn } from "../state/session";
import { type Key, t } from "../words";

const WORDS: Partial<Record<Fault["kind"], Key>> = {
  offline: "noNetworkSignIn",
  portal: "portalSignIn",
  signin: "wrongSignIn",
};

function wordsFor(fault: Fault): string {
  if (fault.status === 429) return t("tooManyTries");
  return t(WORDS[fault.kind] ?? "serverBusy");
}

export function SignIn() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Fault | null>(null);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    const reply = await signIn(String(form.get("login")).trim(), String(form.get("password")));
    setBusy(false);
    setProblem(reply.ok ? null : reply.fault);
    if (!reply.ok) return;
    await reload();
    go(paths.today, true);
    await refresh();
    void kick();
  }

  return (
    <div class="page plain">
      <header class="sign-head">
        {person.value ? (
          <a class="icon-button" href={paths.today} aria-label={t("back")}>
            <Icon name="back" size={24} />
          </a>
        ) : (
          <img src="/m/icons/favicon.svg" alt="" width="36" height="36" />
        )}
        <LanguageSwitch />
      </header>
      <main class="sign">
        <InsideNote />
        <h1>{t("signInTitle")}</h1>
        <form onSubmit={submit}>
          <label class="field">
            <span>{t("login")}</span>
            <input
              name="login"
              autocomplete="username"
              autocapitalize="none"
              spellcheck={false}
              enterkeyhint="next"
              required
            />
          </label>
          <PasswordField name="password" label={t("password")} autocomplete="current-password" />
          {problem && (
            <p class="note loud" role="alert">
              {wordsFor(problem)}
            </p>
          )}
          <button type="submit" class="primary wide" disabled={busy}>
            {t(busy ? "signingIn" : "signIn")}
          </button>
        </form>
        <p class="quiet">{t("forgotPassword")}</p>
        {!window.isSecureContext && <p class="quiet">{t("plainHttp")}</p>}
      </main>
    </div>
  );
}
