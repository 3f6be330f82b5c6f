// @ts-check
// Puts a chosen reference picture in its place, as it is: the server makes it small and clean.

for (const node of document.querySelectorAll("[data-reference]")) {
  const box = /** @type {HTMLElement} */ (node);
  const input = box.querySelector("input");
  const state = /** @type {HTMLElement | null} */ (box.parentElement?.querySelector("[data-reference-state]"));
  if (!input || !state) continue;
  box.hidden = false;
  input.addEventListener("change", async () => {
    const file = input.files?.[0];
    if (!file) return;
    state.textContent = state.dataset.busy ?? "";
    try {
      const answer = await fetch(box.dataset.reference ?? "", { method: "PUT", body: file, headers: { "Content-Type": "application/octet-stream" } });
      if (answer.ok || answer.status === 409) return location.reload();
      const { detail } = await answer.json();
      state.textContent = detail ?? state.dataset.failed ?? "";
    } catch {
      state.textContent = state.dataset.failed ?? "";
    }
    input.value = "";
  });
}
