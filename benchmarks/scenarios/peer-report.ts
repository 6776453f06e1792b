import { median } from "../measure/median.ts";
import { table } from "../measure/table.ts";
import type { BackupProgram } from "../programs/backup-program.ts";
import type { Peer } from "../programs/peers.ts";
import type { Series } from "../report/compare.ts";
import type { Tree } from "../trees/write-tree.ts";
import type { RoundTrip } from "./run-backup.ts";

/** What is measured of each tree. */
export const works = ["backup", "restore"] as const;
export type Work = (typeof works)[number];

/** One round by the program's name. */
export type Round = Readonly<Record<string, RoundTrip>>;

/** Holdfast, as it seals for a password and for a recipient. */
export type Own = Readonly<Record<Peer["key"], BackupProgram>>;

/** A peer's time in times of Holdfast's, the median of the rounds' own ratios. */
export interface Ratio {
  readonly tree: string;
  readonly work: Work;
  readonly peer: string;
  readonly time: number;
  readonly cpuTime: number;
  readonly wanted: number | undefined;
}

/** What was measured of one tree. */
export interface Measured {
  readonly tree: Tree;
  readonly rounds: readonly Round[];
  readonly ratios: readonly Ratio[];
}

/** Seconds of each run by what was done, to be compared with another result's. */
export function seriesOf(all: readonly Measured[]): Series {
  const series: Record<string, number[]> = {};
  for (const { tree, rounds } of all) {
    for (const [program, trip] of rounds.flatMap((round) => Object.entries(round))) {
      for (const work of works) {
        const run = trip[work];
        if (run !== undefined) (series[`${work} of ${tree.name}: ${program}`] ??= []).push(run.wallSeconds);
      }
    }
  }
  return series;
}

/** @returns nothing for what the peer does not do */
export function ratiosOf(
  { program, key, wanted }: Peer,
  own: Own,
  { name: tree }: Tree,
  rounds: readonly Round[],
): readonly Ratio[] {
  const ownName = own[key].name;
  return works.flatMap((work) => {
    const pairs = rounds.flatMap((round) => {
      const [theirs, ours] = [round[program.name]?.[work], round[ownName]?.[work]];
      return theirs === undefined || ours === undefined ? [] : [{ theirs, ours }];
    });
    if (pairs.length === 0) return [];
    const ratio = (cost: "wallSeconds" | "cpuSeconds"): number =>
      median(pairs.map(({ theirs, ours }) => theirs[cost] / ours[cost]));
    const times = { time: ratio("wallSeconds"), cpuTime: ratio("cpuSeconds") };
    return [{ tree, work, peer: program.name, ...times, wanted: wanted?.[work][tree] }];
  });
}

/** What each program took, in medians. */
export function costTable(
  tree: Tree,
  work: Work,
  programs: readonly BackupProgram[],
  rounds: readonly Round[],
): string {
  const gigabytes = tree.bytes / 1e9;
  const rows = programs.flatMap(({ name }) => {
    const runs = rounds.flatMap((round) => round[name]?.[work] ?? []);
    if (runs.length === 0) return [];
    const of = (cost: "wallSeconds" | "cpuSeconds" | "peakRss"): number =>
      median(runs.map((run) => run[cost]));
    const seconds = of("wallSeconds");
    const perSecond = (gigabytes * 1000) / seconds;
    return [
      [
        name,
        seconds.toFixed(2),
        perSecond.toFixed(0),
        (of("cpuSeconds") / gigabytes).toFixed(2),
        (of("peakRss") / 2 ** 20).toFixed(0),
      ],
    ];
  });
  return table([`${work} of ${tree.name}`, "s", "MB/s", "cpu s/GB", "RSS MiB"], rows);
}

/** What was measured beside what is wanted. */
export function ratioTable(ratios: readonly Ratio[]): string {
  const rows = ratios.map(({ tree, work, peer, time, cpuTime, wanted }) => [
    `${work} of ${tree}: ${peer}`,
    time.toFixed(2),
    wanted?.toFixed(1) ?? "-",
    wanted === undefined ? "" : time >= wanted ? "kept" : "MISSED",
    cpuTime.toFixed(2),
  ]);
  return table(["peer / holdfast", "time", "wanted", "", "cpu time"], rows);
}
