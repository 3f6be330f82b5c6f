/** Where the page is: kept in the address after the #, so that back, reload and a shared phone all work. */
import { signal } from "@preact/signals";

export type Route =
  | { name: "today" }
  | { name: "signin" }
  | { name: "settings" }
  | { name: "queue" }
  | { name: "visit"; id: string }
  | { name: "section"; id: string; section: string; item: string | null }
  | { name: "photo"; id: string; photo: string }
  | { name: "check"; id: string }
  | { name: "sent"; id: string };

function partsOf(hash: string): string[] {
  try {
    return hash
      .replace(/^#?\/?/, "")
      .split("/")
      .map(decodeURIComponent);
  } catch (error) {
    if (error instanceof URIError) return [];
    throw error;
  }
}

export function parseRoute(hash: string): Route {
  const [head, id, page, section, item] = partsOf(hash);
  if (head === "signin") return { name: "signin" };
  if (head === "settings" || head === "queue") return { name: head };
  if (head !== "v" || !id) return { name: "today" };
  if (page === "s" && section) return { name: "section", id, section, item: item ?? null };
  if (page === "p" && section) return { name: "photo", id, photo: section };
  if (page === "check" || page === "sent") return { name: page, id };
  return { name: "visit", id };
}

export const paths = {
  today: "#/",
  signin: "#/signin",
  settings: "#/settings",
  queue: "#/queue",
  visit: (id: string) => `#/v/${id}`,
  section: (id: string, section: string, item?: string) =>
    `#/v/${id}/s/${encodeURIComponent(section)}${item ? `/${encodeURIComponent(item)}` : ""}`,
  photo: (id: string, photo: string) => `#/v/${id}/p/${photo}`,
  check: (id: string) => `#/v/${id}/check`,
  sent: (id: string) => `#/v/${id}/sent`,
};

export const route = signal<Route>(parseRoute(location.hash));

export function go(path: string, replace = false): void {
  if (replace) history.replaceState(null, "", path);
  else history.pushState(null, "", path);
  arrive();
}

function arrive(): void {
  const next = parseRoute(location.hash);
  const moved = JSON.stringify(next) !== JSON.stringify(route.value);
  route.value = next;
  if (moved && !("item" in next && next.item)) window.scrollTo(0, 0);
}

export function followAddress(): void {
  window.addEventListener("hashchange", arrive);
  window.addEventListener("popstate", arrive);
}
