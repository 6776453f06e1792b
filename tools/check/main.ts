import { performance } from "node:perf_hooks";
import { root } from "../root.mjs";
import { committedFiles } from "./committed-files.ts";
import { direction } from "./direction.ts";
import { packages } from "./packages.ts";
import { program } from "./program.ts";
import { types } from "./types.ts";

/** What each check finds wrong, in the order in which they run: `packages` needs what `types` builds. */
const checks: Readonly<Record<string, () => Promise<string[]>>> = {
  types: () => types(root),
  lint: () => program(root, "oxlint", []),
  format: () => program(root, "oxfmt", ["--check"]),
  unused: () => program(root, "knip", ["--no-progress", "--no-config-hints"]),
  direction: () => direction(root),
  files: () => committedFiles(root),
  packages: () => packages(root),
};

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in checks));
if (unknown.length > 0) {
  console.error(`There is no check ${unknown.join(", ")}; there are ${Object.keys(checks).join(", ")}.`);
  process.exit(2);
}

const failed: string[] = [];
const run = Object.entries(checks).filter(([name]) => chosen.length === 0 || chosen.includes(name));
for (const [name, check] of run) {
  const start = performance.now();
  const findings = await check();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${findings.length === 0 ? "ok    " : "FAILED"} ${name} (${seconds} s)`);
  for (const finding of findings) console.log(finding.replaceAll(/^/gm, "       "));
  if (findings.length > 0) failed.push(name);
}
console.log(failed.length === 0 ? `All ${run.length} checks passed.` : `Failed: ${failed.join(", ")}.`);
if (failed.length > 0) process.exitCode = 1;
