/**
 * Hands the service worker the list of files that make up the form.
 * Files named by their content need no revision; the rest get the hash of what they hold.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const PLACEHOLDER = "self.__WB_MANIFEST";
const NAMED_BY_CONTENT = /-[\w-]{8}\.\w+$/;

interface Entry {
  url: string;
  revision: string | null;
}

function entry(url: string, content: string | Uint8Array): Entry {
  if (NAMED_BY_CONTENT.test(url)) return { url, revision: null };
  return { url, revision: createHash("sha256").update(content).digest("hex").slice(0, 16) };
}

function filesUnder(folder: string, prefix = ""): string[] {
  return readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((found) => {
    const path = prefix ? `${prefix}/${found.name}` : found.name;
    return found.isDirectory() ? filesUnder(folder, path) : [path];
  });
}

export function precache(publicFolder: string): Plugin {
  return {
    name: "precache-list",
    enforce: "post",
    apply: "build",
    generateBundle(_options, bundle) {
      const worker = bundle["sw.js"];
      if (worker?.type !== "chunk") throw new Error("sw.js is missing from the build");
      const built = Object.values(bundle)
        .filter((part) => part !== worker && !part.fileName.endsWith(".map"))
        .map((part) => entry(part.fileName, part.type === "chunk" ? part.code : part.source));
      const still = filesUnder(publicFolder).map((path) =>
        entry(path, readFileSync(join(publicFolder, path))),
      );
      const list = [...built, ...still].sort((a, b) => a.url.localeCompare(b.url));
      if (!worker.code.includes(PLACEHOLDER)) throw new Error("sw.js has no place for the list");
      worker.code = worker.code.replace(PLACEHOLDER, JSON.stringify(list));
    },
  };
}
