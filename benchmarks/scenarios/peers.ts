import type { Measurement } from "../measure/measure.ts";
import { median } from "../measure/median.ts";
import { saveResults } from "../measure/results.ts";
import { table } from "../measure/table.ts";
import type { BackupProgram } from "../programs/backup-program.ts";
import { build } from "../programs/build.ts";
import { holdfast } from "../programs/holdfast.ts";
import { restic } from "../programs/restic.ts";
import { tarZstdAge } from "../programs/tar-zstd-age.ts";
import { provideTree, runBackup } from "./run-backup.ts";
import type { Scenario } from "./scenario.ts";

/** A peer beside Holdfast with the same kind of key. */
interface Pair {
  readonly peer: BackupProgram;
  readonly own: BackupProgram;
  /** How many times as long the peer takes, at least. */
  readonly wanted: number;
}

/** Measurements of one round by the program's name. */
type Round = Readonly<Record<string, Measurement>>;

/** How long other programs take for the same backup, in times of Holdfast's. */
export const peers: Scenario = async ({ directory, seed, rounds: count, tree: spec }) => {
  await build();
  const pairs = await availablePairs();
  const programs = pairs.flatMap(({ own, peer }) => [own, peer]);
  for (const { name, version } of programs) console.log(`${name}: ${version}`);
  const tree = provideTree(spec, seed, directory);

  const rounds: Round[] = [];
  for (let round = 0; round < count; round++) {
    const measured: Record<string, Measurement> = {};
    for (const program of rotated(programs, round)) measured[program.name] = await runBackup(program, tree);
    rounds.push(measured);
  }

  const costs = programs.map((program) => ({ program: program.name, ...medianCost(program, rounds) }));
  const ratios = pairs.map((pair) => ({
    pair: `${pair.peer.name} / ${pair.own.name}`,
    time: medianRatio(pair, rounds, "wallSeconds"),
    cpuTime: medianRatio(pair, rounds, "cpuSeconds"),
    wanted: pair.wanted,
  }));
  const megabytes = tree.bytes / 1e6;
  console.log(
    table(
      ["program", "s", "cpu s", "MB/s", "MB per cpu s"],
      costs.map(({ program, wallSeconds, cpuSeconds }) => [
        program,
        wallSeconds.toFixed(2),
        cpuSeconds.toFixed(2),
        (megabytes / wallSeconds).toFixed(0),
        (megabytes / cpuSeconds).toFixed(0),
      ]),
    ),
  );
  console.log(
    table(
      ["peer / holdfast", "time", "wanted", "cpu time"],
      ratios.map(({ pair, time, wanted, cpuTime }) => [
        pair,
        time.toFixed(2),
        wanted.toFixed(2),
        cpuTime.toFixed(2),
      ]),
    ),
  );
  const versions = Object.fromEntries(programs.map(({ name, version }) => [name, version]));
  console.log(saveResults("peers", { versions, tree, costs, ratios, rounds }));
  return ratios.every(({ time, wanted }) => time >= wanted);
};

async function availablePairs(): Promise<readonly Pair[]> {
  const pairs = [
    { peer: await restic(), own: holdfast({ key: "password", verify: "none" }), wanted: 2.5 },
    { peer: await tarZstdAge(), own: holdfast({ key: "recipient", verify: "none" }), wanted: 1 },
  ];
  return pairs.flatMap(({ peer, ...pair }) => (peer === undefined ? [] : [{ peer, ...pair }]));
}

/** Each round begins with another program, so that none is always the one after a certain other. */
function rotated<T>(values: readonly T[], by: number): readonly T[] {
  const first = by % values.length;
  return [...values.slice(first), ...values.slice(0, first)];
}

function medianCost(
  { name }: BackupProgram,
  rounds: readonly Round[],
): Pick<Measurement, "wallSeconds" | "cpuSeconds"> {
  const all = rounds.flatMap((round) => round[name] ?? []);
  return {
    wallSeconds: median(all.map(({ wallSeconds }) => wallSeconds)),
    cpuSeconds: median(all.map(({ cpuSeconds }) => cpuSeconds)),
  };
}

function medianRatio(
  { peer, own }: Pair,
  rounds: readonly Round[],
  cost: "wallSeconds" | "cpuSeconds",
): number {
  return median(rounds.map((round) => (round[peer.name]?.[cost] ?? NaN) / (round[own.name]?.[cost] ?? NaN)));
}
