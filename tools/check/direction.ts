import { glob } from "node:fs/promises";
import { join } from "node:path";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import configuration from "../../.dependency-cruiser.mjs";

const sources = "{core,plugins,adapters}/*/src/**/*.ts";
const everything = [
  sources,
  "{core,plugins,adapters}/*/test/**/*.ts",
  "{benchmarks,docs,tools}/**/*.{ts,mjs}",
];

/** Imports that break a rule of .dependency-cruiser.mjs, and source files that the checker did not see. */
export async function direction(root: string): Promise<string[]> {
  const options = { ...configuration.options, ruleSet: configuration, validate: true, baseDir: root };
  const { output } = await cruise(await files(root, everything), options);
  const { modules, summary } = output as ICruiseResult;

  const seen = new Set(modules.map(({ source }) => source));
  const unseen = (await files(root, [sources])).filter((file) => !seen.has(file));
  return [
    ...summary.violations.map(({ rule, from, to, cycle }) => {
      const path = cycle ? cycle.map(({ name }) => name) : [to];
      return `${rule.name}: ${[from, ...path].join(" → ")}`;
    }),
    ...unseen.map((file) => `not seen by dependency-cruiser: ${file}`),
  ];
}

async function files(root: string, patterns: readonly string[]): Promise<string[]> {
  const found = await Array.fromAsync(
    glob(patterns, { cwd: root, exclude: ["**/node_modules/**", "**/dist/**"] }),
  );
  return found.map((file) => join(file).replaceAll("\\", "/")).toSorted();
}
