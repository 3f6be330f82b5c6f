import { useState } from "preact/hooks";
import { changePassword } from "../net/calls";
import type { Fault } from "../net/faults";
import { kick } from "../net/sender";
import { PasswordField } from "../parts/password";
import { refresh } from "../state/provisions";
import { mustChange } from "../state/session";
import { impatient } from "../state/wake";
import { t } from "../words";

/** The server's own words say best what is wrong with a password. */
function wordsFor(fault: Fault): string {
  if (fault.kind === "offline") return t("problemOffline");
  if (fault.code === "wrong_login" || fault.kind === "signin") return t("wrongPassword");
  const issues = (fault.body["issues"] ?? []) as { message?: string }[];
  return issues[0]?.message ?? (fault.detail || t("serverBusy"));
}

export function NewPassword() {
  const known = mustChange.value?.current ?? "";
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Fault | null>(null);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    const reply = await changePassword(
      known || String(form.get("current")),
      String(form.get("new")),
    );
    setBusy(false);
    setProblem(reply.ok ? null : reply.fault);
    if (!reply.ok) return;
    mustChange.value = null;
    await impatient();
    await refresh();
    void kick();
  }

  return (
    <div class="page plain">
      <main class="sign">
        <h1>{t("newPasswordTitle")}</h1>
        <p>{t("newPasswordWhy")}</p>
        <form onSubmit={submit}>
          {!known && (
            <PasswordField
              name="current"
              label={t("currentPassword")}
              autocomplete="current-password"
            />
          )}
          <PasswordField
            name="new"
            label={t("newPassword")}
            autocomplete="new-password"
            hint={t("newPasswordHint")}
          />
          {problem && (
            <p class="note loud" role="alert">
              {wordsFor(problem)}
            </p>
          )}
          <button type="submit" class="primary wide" disabled={busy}>
            {t(busy ? "changing" : "changePassword")}
          </button>
        </form>
      </main>
    </div>
  );
}
