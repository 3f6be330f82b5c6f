/**
 * Holds the form to the web interfaces that its oldest browsers have, by the compatibility data of MDN and caniuse;
 * `browserslist` in package.json names them. The language itself is held by tsconfig's ES2022 and the build's target.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Linter } from "eslint";
import compat from "eslint-plugin-compat";
import { transformWithOxc } from "vite";

const SOURCE = join(import.meta.dirname, "../src");

const linter = new Linter({ configType: "flat", cwd: join(SOURCE, "..") });
const rules = {
  ...compat.configs["flat/recommended"],
  files: ["**/*.js"],
};

const files = readdirSync(SOURCE, { recursive: true }).filter((name) => /\.tsx?$/.test(name));
let found = 0;
for (const name of files) {
  const path = join(SOURCE, name);
  const made = await transformWithOxc(readFileSync(path, "utf8"), path, {
    jsx: { runtime: "automatic", importSource: "preact" },
    target: "es2022",
  });
  for (const one of linter.verify(made.code, rules, "code.js")) {
    found += 1;
    process.stdout.write(`src/${name}: ${one.message}\n`);
  }
}
if (files.length === 0) throw new Error("nothing was read");
process.exitCode = found > 0 ? 1 : 0;
