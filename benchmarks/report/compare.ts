import { median } from "../measure/median.ts";
import { table } from "../measure/table.ts";

/** Seconds of each run, by what was done. */
export type Series = Readonly<Record<string, readonly number[]>>;

/** How a time changed between two results. */
export interface Change {
  readonly what: string;
  /** The median before, in times of the median now: above 1 is faster. */
  readonly ratio: number;
  /** The least and the most that pairs of single runs give. */
  readonly spread: readonly [least: number, most: number];
}

/** @returns nothing for what only one of the two has */
export function changes(before: Series, now: Series): readonly Change[] {
  return Object.entries(now).flatMap(([what, runs]) => {
    const earlier = before[what] ?? [];
    if (earlier.length === 0 || runs.length === 0) return [];
    const pairs = earlier.flatMap((one) => runs.map((other) => one / other));
    return [
      { what, ratio: median(earlier) / median(runs), spread: [Math.min(...pairs), Math.max(...pairs)] },
    ];
  });
}

/** Changes as text; one whose spread has 1 in it may be chance. */
export function changeTable(all: readonly Change[]): string {
  const rows = all.map(({ what, ratio, spread: [least, most] }) => [
    what,
    ratio.toFixed(2),
    `${least.toFixed(2)} to ${most.toFixed(2)}`,
    least > 1 ? "faster" : most < 1 ? "SLOWER" : "",
  ]);
  return table(["before / now", "time", "spread", ""], rows);
}
