/**
 * Keeps the form itself on the phone. It serves the form's own files and nothing else: what is read from or
 * sent to the server never passes through here, and a new version waits until no page of the old one is open.
 */
import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  type PrecacheEntry,
  precacheAndRoute,
} from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: PrecacheEntry[] };

/** Said by the form when the person wants the new version and writes no visit. */
self.addEventListener("message", (event) => {
  if (event.data === "take-over") void self.skipWaiting();
});

precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();
registerRoute(
  new NavigationRoute(createHandlerBoundToURL("index.html"), { allowlist: [/^\/m\//] }),
);
