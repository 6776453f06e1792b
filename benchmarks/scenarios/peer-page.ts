import { median } from "../measure/median.ts";
import { type Bar, barChart } from "../report/bar-chart.ts";
import { lineChart } from "../report/line-chart.ts";
import { page } from "../report/page.ts";
import { type Measured, type Work, works } from "./peer-report.ts";

/** What was measured of the peers, as a page with plots. */
export function peerPage(
  time: string,
  versions: Readonly<Record<string, string>>,
  all: readonly Measured[],
): string {
  const images = all.flatMap((measured) =>
    works.flatMap((work) => {
      const names = namesOf(measured, work);
      if (names.length === 0) return [];
      const what = `${work} of ${measured.tree.name}`;
      const gigabytes = measured.tree.bytes / 1e9;
      return [
        barChart(
          `Throughput, ${what}`,
          "MB/s",
          bars(measured, work, names, ({ wallSeconds }) => (gigabytes * 1000) / wallSeconds),
        ),
        barChart(
          `Processor time, ${what}`,
          "s per GB",
          bars(measured, work, names, ({ cpuSeconds }) => cpuSeconds / gigabytes),
        ),
        lineChart(`Resident memory, ${what}`, { x: "seconds", y: "MiB" }, courses(measured, work, names)),
      ];
    }),
  );
  return page(`Backup programs side by side, ${time}`, versions, images);
}

function namesOf({ rounds }: Measured, work: Work): readonly string[] {
  const [first = {}] = rounds;
  return Object.keys(first).filter((name) => first[name]?.[work] !== undefined);
}

function bars(
  { rounds }: Measured,
  work: Work,
  names: readonly string[],
  of: (run: { wallSeconds: number; cpuSeconds: number }) => number,
): readonly Bar[] {
  return names.map((name) => ({
    label: name,
    value: median(rounds.flatMap((round) => round[name]?.[work] ?? []).map(of)),
    own: name.startsWith("holdfast"),
  }));
}

/** Of the first round. */
function courses({ rounds }: Measured, work: Work, names: readonly string[]) {
  return names.map((name) => ({
    label: name,
    points: (rounds[0]?.[name]?.[work]?.rss ?? []).map(
      ({ seconds, bytes }) => [seconds, bytes / 2 ** 20] as const,
    ),
  }));
}
