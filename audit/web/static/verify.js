// @ts-check
// Checking a report by its file: hashed here, so that nothing is sent but the SHA-256.

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-verify]"));
const pick = /** @type {HTMLElement | null} */ (form?.querySelector("[data-verify-pick]") ?? null);
const input = /** @type {HTMLInputElement | null} */ (pick?.querySelector("input") ?? null);

if (form && pick && input && crypto.subtle) {
  pick.hidden = false;
  const check = async () => {
    const file = input.files?.[0];
    if (!file) return;
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    /** @type {HTMLInputElement} */ (form.elements.namedItem("file")).value = hex;
    form.requestSubmit();
  };
  input.addEventListener("change", check);
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer?.files.length) {
      input.files = event.dataTransfer.files;
      void check();
    }
  });
}
