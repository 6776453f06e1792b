import { mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readProfiles, type ThreadProfile } from "../measure/cpu-profile.ts";
import { table } from "../measure/table.ts";
import { build } from "../programs/build.ts";
import { holdfast } from "../programs/holdfast.ts";
import { provideTree, runBackup } from "./run-backup.ts";
import type { Scenario } from "./scenario.ts";

const profiles = fileURLToPath(new URL("../results/profiles", import.meta.url));
const mostFunctions = 12;

/** What each thread of one backup does with its time. The profiles stay for the developer tools of a browser. */
export const stages: Scenario = async ({ directory, seed, tree: spec }) => {
  await build();
  rmSync(profiles, { recursive: true, force: true });
  mkdirSync(profiles, { recursive: true });
  const node = ["--cpu-prof", `--cpu-prof-dir=${profiles}`];
  const program = holdfast({ key: "recipient", verify: "none", node });
  const { wallSeconds, cpuSeconds } = await runBackup(program, provideTree(spec, seed, directory));
  console.log(`${wallSeconds.toFixed(2)} s, ${cpuSeconds.toFixed(2)} cpu s, profiled; see ${profiles}`);
  for (const thread of readProfiles(profiles)) console.log(describe(thread));
  return true;
};

function describe({ name, seconds, waiting, functions }: ThreadProfile): string {
  const rows = functions
    .slice(0, mostFunctions)
    .map(({ name, seconds: own }) => [name, own.toFixed(2), percent(own, seconds)]);
  const heading = `${name}: ${seconds.toFixed(2)} s, of which ${percent(waiting, seconds)} waiting`;
  return `\n${heading}\n${table(["function itself", "s", "share"], rows)}`;
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(0)} %`;
}
