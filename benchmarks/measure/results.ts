import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, release } from "node:os";
import { fileURLToPath } from "node:url";

const results = new URL("../results/", import.meta.url);

/** Keeps what a scenario measured, with what it was measured on. @returns the path of the file */
export function saveResults(scenario: string, measured: object): string {
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
  return fileURLToPath(file);
}
