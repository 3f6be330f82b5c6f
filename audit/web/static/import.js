// @ts-check
// Sends a chosen file as it is (its encoding is for the server to tell), then shows the report.

const box = /** @type {HTMLElement | null} */ (document.querySelector("[data-upload]"));
const input = /** @type {HTMLInputElement | null} */ (box?.querySelector("input[type=file]"));
const state = /** @type {HTMLElement | null} */ (box?.querySelector("[data-upload-state]"));

if (box && input && state) {
  box.hidden = false;
  input.addEventListener("change", async () => {
    const file = input.files?.[0];
    if (!file) return;
    state.textContent = state.dataset.busy ?? "";
    try {
      const answer = await fetch(box.dataset.upload ?? "", { method: "POST", body: file, headers: { "Content-Type": box.dataset.type ?? "text/csv" } });
      if (answer.redirected) location.assign(answer.url);
      else document.documentElement.replaceWith(new DOMParser().parseFromString(await answer.text(), "text/html").documentElement);
    } catch {
      state.textContent = state.dataset.failed ?? "";
    }
  });
}
