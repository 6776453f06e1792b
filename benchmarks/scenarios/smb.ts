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

/** Two programs with the same protection. */
interface Pair {
  readonly own: SmbProgram;
  readonly peer: SmbProgram;
}

/** What one program cost at one server, login and process aside. */
interface Cost {
  readonly configuration: string;
  readonly program: string;
  readonly putSeconds: number;
  readonly getSeconds: number;
  readonly putCpuSeconds: number;
  readonly getCpuSeconds: number;
  readonly peakRss: number;
}

/** Throughput of the SMB client beside Samba's own and the old npm package, for each server configuration. */
export const smb: Scenario = async ({ directory = tmpdir(), rounds }) => {
  await build();
  const work = mkdtempSync(join(directory, "holdfast-smb-bench-"));
  const file = randomFile(join(work, "file"));
  const encrypted = { own: holdfastSmb("holdfast, encrypted"), peer: smbclient(file, "encrypt") };
  const onDemand = holdfastSmb("holdfast, signed only", { encryption: "on-demand" });
  const signed = { own: onDemand, peer: smbclient(file, "sign") };
  const pairs: Readonly<Record<keyof typeof sambaConfigurations, readonly Pair[]>> = {
    default: [signed, encrypted],
    "signing required": [signed],
    "encryption required": [encrypted],
    "SMB 2.1": [signed],
    "for old clients": [{ own: onDemand, peer: oldPackage }],
  };
  try {
    const costs: (readonly [Cost, Cost])[] = [];
    for (const [configuration, config] of Object.entries(sambaConfigurations)) {
      const server = await startSamba({ config });
      if (isMissing(server)) throw new Error(server.missing);
      const cost = async (program: SmbProgram): Promise<Cost> => ({
        configuration,
        ...(await costOf(program, server, rounds)),
      });
      for (const { own, peer } of pairs[configuration as keyof typeof pairs]) {
        costs.push([await cost(own), await cost(peer)]);
      }
      await server.stop();
    }
    return report(costs);
  } finally {
    rmSync(work, { recursive: true });
  }
};

async function costOf(
  program: SmbProgram,
  server: SambaServer,
  rounds: number,
): Promise<Omit<Cost, "configuration">> {
  const runs: Record<"login" | "put" | "get", Measurement[]> = { login: [], put: [], get: [] };
  for (let round = 0; round < rounds; round++) {
    // In memory, so that no disk is measured.
    const directory = basename(await server.smallDirectory(bytes + 64 * MiB));
    runs.login.push(await measure(program.command("put", server, directory, 0)));
    runs.put.push(await measure(program.command("put", server, directory, bytes)));
    runs.get.push(await measure(program.command("get", server, directory, bytes)));
    await server.smbclient(`deltree ${directory}; del old-*`).catch(() => {});
  }
  const beyondLogin = (action: "put" | "get", cost: "wallSeconds" | "cpuSeconds"): number =>
    median(runs[action].map((run) => run[cost])) - median(runs.login.map((run) => run[cost]));
  return {
    program: program.name,
    putSeconds: beyondLogin("put", "wallSeconds"),
    getSeconds: beyondLogin("get", "wallSeconds"),
    putCpuSeconds: beyondLogin("put", "cpuSeconds"),
    getCpuSeconds: beyondLogin("get", "cpuSeconds"),
    peakRss: Math.max(...[...runs.put, ...runs.get].map(({ peakRss }) => peakRss)),
  };
}

function report(costs: readonly (readonly [own: Cost, peer: Cost])[]): boolean {
  const [megabytes, gigabytes] = [bytes / 1e6, bytes / 1e9];
  console.log(
    table(
      ["configuration", "program", "put MB/s", "get MB/s", "put cpu s/GB", "get cpu s/GB", "RSS MiB"],
      costs
        .flat()
        .map((cost) => [
          cost.configuration,
          cost.program,
          (megabytes / cost.putSeconds).toFixed(0),
          (megabytes / cost.getSeconds).toFixed(0),
          (cost.putCpuSeconds / gigabytes).toFixed(2),
          (cost.getCpuSeconds / gigabytes).toFixed(2),
          (cost.peakRss / MiB).toFixed(0),
        ]),
    ),
  );
  const ratios = costs.map(([own, peer]) => ({
    pair: `${own.configuration}: ${own.program} / ${peer.program}`,
    put: peer.putSeconds / own.putSeconds,
    get: peer.getSeconds / own.getSeconds,
  }));
  console.log(
    table(
      ["speed", "put", "get", "wanted"],
      ratios.map(({ pair, put, get }) => [pair, put.toFixed(2), get.toFixed(2), wantedRatio.toFixed(2)]),
    ),
  );
  console.log(saveResults("smb", { bytes, costs, ratios }));
  const isSmall = costs.every(([own]) => own.peakRss <= promisedRss);
  return isSmall && ratios.every(({ put, get }) => put >= wantedRatio && get >= wantedRatio);
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
