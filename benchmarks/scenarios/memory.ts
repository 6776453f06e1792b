import { saveResults } from "../measure/results.ts";
import { table } from "../measure/table.ts";
import { build } from "../programs/build.ts";
import { holdfast } from "../programs/holdfast.ts";
import { files } from "../trees/tree-spec.ts";
import { provideTree, removeTree, runBackup } from "./run-backup.ts";
import type { Scenario } from "./scenario.ts";

const MiB = 1024 * 1024;
const promised = 256 * MiB;

const specs = [files(10, 1e9), files(100_000, 1e9), files(10, 10e9), files(100_000, 10e9)];

/** Peak resident memory of backups with all defaults, whatever they have to carry. */
export const memory: Scenario = async ({ directory, seed, rounds }) => {
  await build();
  const program = holdfast({ key: "password", verify: "full" });
  console.log(`${program.name}: ${program.version}`);
  const peaks: { tree: string; bytes: readonly number[] }[] = [];
  for (const spec of specs) {
    const tree = provideTree(spec, seed, directory);
    const bytes: number[] = [];
    for (let round = 0; round < rounds; round++) bytes.push((await runBackup(program, tree)).peakRss);
    peaks.push({ tree: tree.name, bytes });
    removeTree(tree);
  }
  console.log(
    table(
      ["tree", "peak RSS in MiB, each round", "promise of 256"],
      peaks.map(({ tree, bytes }) => [
        tree,
        bytes.map((each) => (each / MiB).toFixed(0)).join(" "),
        isKept(bytes) ? "kept" : "BROKEN",
      ]),
    ),
  );
  console.log(saveResults("memory", { version: program.version, promised, peaks }));
  return peaks.every(({ bytes }) => isKept(bytes));
};

function isKept(peaks: readonly number[]): boolean {
  return peaks.every((peak) => peak <= promised);
}
