import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, release } from "node:os";
import { fileURLToPath } from "node:url";

const results = new URL("../results/", import.meta.url);

/**
 * Keeps what a scenario measured, with what it was measured on.
 *
 * @param report makes a page of it, which is kept beside it
 * @returns the paths of the files, one on a line
 */
export function saveResults(scenario: string, measured: object, report?: (time: string) => string): string {
  const now = new Date().toISOString();
  const machine = {
    processor: cpus()[0]?.model,
    cores: availableParallelism(),
    kernel: release(),
    node: process.version,
  };
  mkdirSync(results, { recursive: true });
  const file = new URL(`${scenario}-${now.replaceAll(":", "")}.json`, results);
  writeFileSync(file, `${JSON.stringify({ scenario, time: now, machine, ...measured }, undefined, 2)}\n`);
  if (report === undefined) return fileURLToPath(file);
  const page = new URL(file.href.replace(/json$/, "html"));
  writeFileSync(page, report(now));
  return [file, page].map((url) => fileURLToPath(url)).join("\n");
}
