/** A phone on a bad network loads the form once: the build fails when its script outgrows what it may weigh. */
import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const MOST = 120_000; // bytes of script, gzipped

export function budget(): Plugin {
  return {
    name: "script-budget",
    enforce: "post",
    apply: "build",
    generateBundle(_options, bundle) {
      const scripts = Object.values(bundle).filter((part) => part.fileName.endsWith(".js"));
      const size = scripts
        .map((part) => gzipSync(part.type === "chunk" ? part.code : part.source).length)
        .reduce((sum, one) => sum + one, 0);
      if (size > MOST) throw new Error(`the form weighs ${size} bytes of script, ${MOST} at most`);
    },
  };
}
