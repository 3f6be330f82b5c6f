/** Putting the form on the home screen: browsers then keep its store, and it opens like an app. */
import { signal } from "@preact/signals";
import { fact, remember } from "../store/facts";

interface InstallEvent extends Event {
  prompt(): Promise<unknown>;
}

/** button: the browser offers it; words: it is done by hand (iPhone, iPad); null: done, refused or not possible. */
export const install = signal<"button" | "words" | null>(null);

let offered: InstallEvent | null = null;

function isApple(): boolean {
  return "standalone" in navigator && navigator.standalone === false;
}

export async function listenForInstall(): Promise<void> {
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offered = event as InstallEvent;
    void fact("noInstall").then((no) => {
      if (!no) install.value = "button";
    });
  });
  window.addEventListener("appinstalled", () => {
    install.value = null;
  });
  if (isApple() && !(await fact("noInstall"))) install.value = "words";
}

export async function putOnHomeScreen(): Promise<void> {
  await offered?.prompt();
  offered = null;
  install.value = null;
}

export async function notNow(): Promise<void> {
  install.value = null;
  await remember("noInstall", true);
}
