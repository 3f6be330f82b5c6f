// @ts-check
// Photos open over the page, one after the other by arrow keys or buttons. Without this script
// the same links open the large copy.

const links = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll("a[data-viewer]")]);
const words = /** @type {HTMLTemplateElement | null} */ (document.getElementById("viewer-words"))?.dataset ?? {};

if (links.length) {
  const dialog = document.createElement("dialog");
  dialog.className = "viewer";
  const header = document.createElement("header");
  const caption = document.createElement("p");
  const picture = document.createElement("img");
  let current = 0;

  /** @param {string} text @param {() => void} act */
  const button = (text, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  };

  /** @param {number} position */
  const show = (position) => {
    current = (position + links.length) % links.length;
    const link = links[current];
    picture.src = link.href;
    picture.alt = link.querySelector("img")?.alt ?? "";
    caption.textContent = `${current + 1} / ${links.length}  ${link.dataset.caption ?? ""}`;
  };

  header.append(
    caption,
    button(words.previous ?? "←", () => show(current - 1)),
    button(words.next ?? "→", () => show(current + 1)),
    button(words.close ?? "×", () => dialog.close()),
  );
  dialog.append(header, picture);
  dialog.setAttribute("aria-label", words.label ?? "");
  document.body.append(dialog);

  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") show(current - 1);
    if (event.key === "ArrowRight") show(current + 1);
  });
  dialog.addEventListener("close", () => {
    picture.removeAttribute("src");
    links[current].focus();
  });
  links.forEach((link, position) => {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      show(position);
      dialog.showModal();
    });
  });
}
