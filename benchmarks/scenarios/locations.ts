import { randomFillSync } from "node:crypto";
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isMissing } from "@holdfast/testservers";
import { ftp, ftps } from "../locations/ftp.ts";
import { http, https } from "../locations/http.ts";
import { scp, sftp } from "../locations/ssh.ts";
import type { Direction, OwnClient, StartedSubject, Subject } from "../locations/subject.ts";
import type { Command } from "../measure/command.ts";
import { type Measurement, measure } from "../measure/measure.ts";
import { median } from "../measure/median.ts";
import { saveResults } from "../measure/results.ts";
import { table } from "../measure/table.ts";
import { build } from "../programs/build.ts";
import { placeFor } from "../trees/place.ts";
import type { Scenario } from "./scenario.ts";

const MiB = 1024 * 1024;
const volumeBytes = 8 * MiB;
/** What is moved to measure speed, and what is moved to measure memory. */
const [bytes, manyBytes] = [512 * MiB, 4096 * MiB];
const promisedRss = 160 * MiB;
const wantedRatio = 1;
const directions: readonly Direction[] = ["put", "get"];
const mover = fileURLToPath(new URL("../programs/children/move-volumes.ts", import.meta.url));

const subjects: readonly Subject[] = [sftp, scp, ftp, ftps, http, https];

type Cost = Pick<Measurement, "wallSeconds" | "cpuSeconds">;

/** What one direction cost, by the plugin and by the native program, process and login taken off. */
interface Comparison {
  readonly type: string;
  readonly native: string;
  readonly direction: Direction;
  readonly ownRuns: readonly Cost[];
  readonly nativeRuns: readonly Cost[];
  /** Peak memory of the plugin's process for 4 GiB. */
  readonly peakRss: number;
}

/** Throughput and memory of location plugins beside the native program of each protocol. */
export const locations: Scenario = async ({ directory, rounds, types }) => {
  const chosen = subjectsOf(types);
  await build();
  const place = directory ?? placeFor(3 * bytes);
  mkdirSync(place, { recursive: true });
  const work = mkdtempSync(join(place, "locations-"));
  try {
    const files = { file: join(work, "file"), emptyFile: join(work, "empty") };
    writeRandomFile(files.file);
    writeFileSync(files.emptyFile, "");
    const compared: Comparison[] = [];
    for (const subject of chosen) {
      const started = await subject.start(work);
      if (isMissing(started)) throw new Error(started.missing);
      compared.push(...(await compare(subject.type, started, files, rounds)));
      await started.stop();
    }
    return report(compared);
  } finally {
    rmSync(work, { recursive: true });
  }
};

/** @throws Error for a type that is not measured here */
function subjectsOf(types: readonly string[] | undefined): readonly Subject[] {
  if (types === undefined) return subjects;
  return types.map((name) => {
    const subject = subjects.find(({ type }) => type === name.toUpperCase());
    if (subject !== undefined) return subject;
    throw new Error(`${name} is none of the types ${subjects.map(({ type }) => type).join(", ")}.`);
  });
}

async function compare(
  type: string,
  { own, native }: StartedSubject,
  { file, emptyFile }: { file: string; emptyFile: string },
  rounds: number,
): Promise<readonly Comparison[]> {
  const ownRuns: Record<Direction, Cost[]> = { put: [], get: [] };
  const nativeRuns: Record<Direction, Cost[]> = { put: [], get: [] };
  for (let round = 0; round < rounds; round++) {
    const ownStart = await measure(ownCommand(own, "put", 0));
    const nativeStart = await measure(native.command("put", emptyFile));
    for (const direction of directions) {
      ownRuns[direction].push(beyond(ownStart, await measure(ownCommand(own, direction, bytes))));
      nativeRuns[direction].push(beyond(nativeStart, await measure(native.command(direction, file))));
    }
  }
  const comparisons: Comparison[] = [];
  for (const direction of directions) {
    const { peakRss } = await measure(ownCommand(own, direction, manyBytes));
    comparisons.push({
      type,
      native: native.name,
      direction,
      ownRuns: ownRuns[direction],
      nativeRuns: nativeRuns[direction],
      peakRss,
    });
  }
  return comparisons;
}

function ownCommand(own: OwnClient, direction: Direction, total: number): Command {
  return {
    argv: [process.execPath, "--expose-gc", mover, direction, String(total / volumeBytes)],
    env: { ...process.env, OWN_CLIENT: JSON.stringify(own) },
  };
}

function report(compared: readonly Comparison[]): boolean {
  const rows = compared.map(({ type, direction, native, ownRuns, nativeRuns, peakRss }) => ({
    type,
    direction,
    native,
    own: costOf(ownRuns),
    peer: costOf(nativeRuns),
    // Of each round its own, so that a slow minute hits both sides.
    ratio: median(
      ownRuns.map(({ wallSeconds }, round) => (nativeRuns[round]?.wallSeconds ?? NaN) / wallSeconds),
    ),
    peakRss,
  }));
  console.log(
    table(
      ["type", "MB/s", "cpu s/GB", "native", "MB/s", "cpu s/GB", "speed", "wanted", "RSS MiB for 4 GiB"],
      rows.map(({ type, direction, native, own, peer, ratio, peakRss }) => [
        `${type} ${direction}`,
        own.megabytesPerSecond.toFixed(0),
        own.cpuSecondsPerGigabyte.toFixed(2),
        native,
        peer.megabytesPerSecond.toFixed(0),
        peer.cpuSecondsPerGigabyte.toFixed(2),
        ratio.toFixed(2),
        wantedRatio.toFixed(2),
        (peakRss / MiB).toFixed(0),
      ]),
    ),
  );
  console.log(saveResults("locations", { bytes, manyBytes, promisedRss, rows }));
  return rows.every(({ ratio, peakRss }) => ratio >= wantedRatio && peakRss <= promisedRss);
}

function beyond(start: Cost, run: Cost): Cost {
  return {
    wallSeconds: run.wallSeconds - start.wallSeconds,
    cpuSeconds: run.cpuSeconds - start.cpuSeconds,
  };
}

function costOf(runs: readonly Cost[]): { megabytesPerSecond: number; cpuSecondsPerGigabyte: number } {
  return {
    megabytesPerSecond: bytes / 1e6 / median(runs.map(({ wallSeconds }) => wallSeconds)),
    cpuSecondsPerGigabyte: median(runs.map(({ cpuSeconds }) => cpuSeconds)) / (bytes / 1e9),
  };
}

function writeRandomFile(path: string): void {
  const descriptor = openSync(path, "w");
  const piece = randomFillSync(Buffer.alloc(volumeBytes));
  for (let written = 0; written < bytes; written += piece.length) {
    piece.writeUInt32LE(written, 0);
    writeSync(descriptor, piece);
  }
  closeSync(descriptor);
}
