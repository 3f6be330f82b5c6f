// @ts-check
// Finds operations by any word of them, and opens the one that the address names.

const box = /** @type {HTMLElement | null} */ (document.querySelector("[data-api-search]"));
const field = /** @type {HTMLInputElement | null} */ (document.querySelector("#api-find"));
const told = /** @type {HTMLElement | null} */ (document.querySelector("[data-found]"));
const groups = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-api-group]")]);
const operations = /** @type {HTMLDetailsElement[]} */ ([...document.querySelectorAll("[data-api-op]")]);
const texts = new Map(operations.map((one) => [one, (one.textContent ?? "").toLowerCase().replace(/\s+/g, " ")]));

function find() {
  const words = (field?.value ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const one of operations) {
    one.hidden = !words.every((word) => texts.get(one)?.includes(word));
    found += one.hidden ? 0 : 1;
  }
  for (const group of groups) group.hidden = !group.querySelector("[data-api-op]:not([hidden])");
  if (told) told.textContent = words.length ? (told.dataset.found ?? "").replace("##", String(operations.length)).replace("#", String(found)) : "";
}

function open() {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named instanceof HTMLDetailsElement) named.open = true;
  named?.scrollIntoView();
}

if (box && field) {
  box.hidden = false;
  field.addEventListener("input", find);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      field.value = "";
      find();
    }
  });
}
addEventListener("hashchange", open);
if (location.hash) open();
