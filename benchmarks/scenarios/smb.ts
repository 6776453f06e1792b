import { randomFillSync } from "node:crypto";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { isMissing } from "@holdfast/testservers";
import { sambaConfigurations, type SambaServer, startSamba } from "@holdfast/testservers/samba";
import { type Measurement, measure } from "../measure/measure.ts";
import { median } from "../measure/median.ts";
import { saveResults } from "../measure/results.ts";
import { table } from "../measure/table.ts";
import { build } from "../programs/build.ts";
import { holdfastSmb, oldPackage, smbclient, type SmbProgram } from "../programs/smb-programs.ts";
import type { Scenario } from "./scenario.ts";

const MiB = 1024 * 1024;
const bytes = 512 * MiB;
const promisedRss = 160 * MiB;
const wantedRatio = 2;

/** One program at one server. */
interface Row {
  readonly configuration: string;
  readonly program: string;
  readonly put: readonly Measurement[];
  readonly get: readonly Measurement[];
}

/** Throughput of the SMB client beside Samba's own and the old npm package, for each server configuration. */
export const smb: Scenario = async ({ directory = tmpdir(), rounds }) => {
  await build();
  const work = mkdtempSync(join(directory, "holdfast-smb-bench-"));
  const file = randomFile(join(work, "file"));
  const peer = smbclient(file);
  const own = holdfastSmb("holdfast");
  const signed = holdfastSmb("holdfast, signed only", { encryption: "on-demand" });
  const programs: Readonly<Record<keyof typeof sambaConfigurations, readonly SmbProgram[]>> = {
    // Samba's client does not encrypt unless the server demands it.
    default: [signed, peer, own],
    "signing required": [signed, peer],
    "encryption required": [own, peer],
    "SMB 2.1": [own, peer],
    "for old clients": [signed, peer, oldPackage],
  };
  try {
    const rows: Row[] = [];
    for (const [configuration, config] of Object.entries(sambaConfigurations)) {
      const server = await startSamba({ config });
      if (isMissing(server)) throw new Error(server.missing);
      const these = programs[configuration as keyof typeof programs];
      for (const program of these) rows.push({ configuration, ...(await measured(program, server, rounds)) });
      await server.stop();
    }
    return report(rows);
  } finally {
    rmSync(work, { recursive: true });
  }
};

async function measured(
  program: SmbProgram,
  server: SambaServer,
  rounds: number,
): Promise<Omit<Row, "configuration">> {
  const [put, get]: [Measurement[], Measurement[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    // In memory, so that no disk is measured.
    const directory = basename(await server.smallDirectory(bytes + 64 * MiB));
    put.push(await measure(program.command("put", server, directory, bytes)));
    get.push(await measure(program.command("get", server, directory, bytes)));
    await server.smbclient(`deltree ${directory}; del old-*`).catch(() => {});
  }
  return { program: program.name, put, get };
}

function report(rows: readonly Row[]): boolean {
  const heading = [
    "configuration",
    "program",
    "put MB/s",
    "get MB/s",
    "put cpu s/GB",
    "get cpu s/GB",
    "RSS MiB",
  ];
  const numbers = rows.map((row) => [
    row.configuration,
    row.program,
    speed(row.put).toFixed(0),
    speed(row.get).toFixed(0),
    cpu(row.put).toFixed(2),
    cpu(row.get).toFixed(2),
    (rss(row) / MiB).toFixed(0),
  ]);
  console.log(table(heading, numbers));
  const ratios = rows.flatMap((peer) => {
    const own = rows.find((row) => row.configuration === peer.configuration);
    if (own === undefined || own === peer || peer.program.startsWith("holdfast")) return [];
    const pair = `${peer.configuration}: ${own.program} / ${peer.program}`;
    return { pair, put: speed(own.put) / speed(peer.put), get: speed(own.get) / speed(peer.get) };
  });
  console.log(
    table(
      ["speed", "put", "get", "wanted"],
      ratios.map(({ pair, put, get }) => [pair, put.toFixed(2), get.toFixed(2), wantedRatio.toFixed(2)]),
    ),
  );
  console.log(saveResults("smb", { bytes, rows, ratios }));
  const isSmall = rows.every((row) => !row.program.startsWith("holdfast") || rss(row) <= promisedRss);
  return isSmall && ratios.every(({ put, get }) => put >= wantedRatio && get >= wantedRatio);
}

function speed(runs: readonly Measurement[]): number {
  return bytes / 1e6 / median(runs.map(({ wallSeconds }) => wallSeconds));
}

function cpu(runs: readonly Measurement[]): number {
  return median(runs.map(({ cpuSeconds }) => cpuSeconds)) / (bytes / 1e9);
}

function rss({ put, get }: Row): number {
  return Math.max(...[...put, ...get].map(({ peakRss }) => peakRss));
}

function randomFile(path: string): string {
  const descriptor = openSync(path, "w");
  const piece = randomFillSync(Buffer.alloc(8 * MiB));
  for (let written = 0; written < bytes; written += piece.length) {
    piece.writeUInt32LE(written, 0);
    writeSync(descriptor, piece);
  }
  closeSync(descriptor);
  return path;
}
