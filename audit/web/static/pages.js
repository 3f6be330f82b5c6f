// @ts-check
// Additions to pages that work without them: filters that apply at once, menus that close, copying,
// an irreversible act that waits for its typed word, reports that show themselves when ready.

document.documentElement.dataset.script = "on";

/** @param {string} name @param {HTMLElement | SVGElement} within @returns {HTMLElement[]} */
const all = (name, within = document.body) => [...within.querySelectorAll(`[data-${name}]`)].map((node) => /** @type {HTMLElement} */ (node));

// Of many tabs in one line, the one that is open is in sight.
for (const tab of document.querySelectorAll(".tabs [aria-current]")) {
  const line = /** @type {HTMLElement} */ (tab.parentElement);
  const [inside, around] = [tab.getBoundingClientRect(), line.getBoundingClientRect()];
  if (inside.right > around.right) line.scrollLeft += inside.right - around.right + around.width / 4;
}

for (const form of all("autosubmit")) {
  form.addEventListener("change", (event) => {
    if (event.target instanceof HTMLSelectElement || (event.target instanceof HTMLInputElement && event.target.type === "checkbox" && !("waits" in event.target.dataset))) {
      /** @type {HTMLFormElement} */ (form).requestSubmit();
    }
  });
}

// A menu closes when one goes elsewhere.
for (const menu of all("menu")) {
  const details = /** @type {HTMLDetailsElement} */ (menu);
  document.addEventListener("click", (event) => {
    if (!details.contains(/** @type {Node} */ (event.target))) details.open = false;
  });
  details.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && details.open) {
      details.open = false;
      details.querySelector("summary")?.focus();
    }
  });
}

for (const button of all("copy")) {
  const field = /** @type {HTMLInputElement | null} */ (document.getElementById(button.dataset.copy ?? ""));
  if (!field || !navigator.clipboard) {
    button.hidden = true;
    continue;
  }
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.copied ?? "";
  });
}

// An act that cannot be undone asks for a typed word; without scripts the server asks for it.
for (const field of all("confirm")) {
  const input = /** @type {HTMLInputElement} */ (field);
  const button = input.form?.querySelector("button:not([type=button])");
  if (!(button instanceof HTMLButtonElement)) continue;
  const agree = () => {
    button.disabled = input.value.trim() !== input.dataset.confirm;
  };
  input.addEventListener("input", agree);
  agree();
}

// Things under way: ask again, with growing pauses, until they are done.
const live = all("live").filter((node) => node.dataset.live);
/** @param {HTMLElement} node @param {number} pause */
async function follow(node, pause) {
  await new Promise((done) => setTimeout(done, pause));
  if (!node.isConnected) return;
  try {
    const answer = await fetch(node.dataset.live ?? "", { headers: { Accept: "application/json" } });
    const { state, done, total } = await answer.json();
    const bar = node.querySelector("progress");
    const told = bar?.nextElementSibling;
    if (answer.ok && bar && told && total) {
      bar.value = done;
      bar.max = total;
      told.textContent = `${done} / ${total}`;
      pause = Math.min(pause, 1500);
    }
    if (answer.ok && (state === "ready" || state === "failed")) {
      location.reload();
      return;
    }
  } catch {
    // No network for a moment: the next round asks again.
  }
  follow(node, Math.min(pause * 1.5, 15000));
}
for (const node of live) follow(node, 1000);
