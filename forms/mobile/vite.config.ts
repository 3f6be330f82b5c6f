import { resolve } from "node:path";
import { defineConfig } from "vite";
import { budget } from "./budget.ts";
import { precache } from "./precache.ts";

const here = import.meta.dirname;
// The server that answers /api while developing: `npm run mock`, or a real one.
const api = process.env["MINGCHA_API"] ?? "http://127.0.0.1:4173";

export default defineConfig({
  base: "/m/",
  build: {
    target: ["chrome109", "firefox115", "safari16.4"],
    // Nothing inlined as data: addresses, so that a strict content policy holds.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: { app: resolve(here, "index.html"), sw: resolve(here, "src/sw.ts") },
      output: {
        entryFileNames: (part) => (part.name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
      },
    },
  },
  worker: { format: "es" },
  plugins: [precache(resolve(here, "public")), budget()],
  server: { proxy: { "/api": api }, fs: { allow: [resolve(here, "../..")] } },
  preview: { proxy: { "/api": api } },
});
