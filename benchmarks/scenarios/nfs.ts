import { createHash, randomBytes } from "node:crypto";
import { createReadStream, mkdirSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connectNfs } from "@holdfast/location-nfs/client";
import { debianProgram, isMissing, type Program } from "@holdfast/testservers";
import { type GaneshaServer, startGanesha } from "@holdfast/testservers/ganesha";
import type { Command } from "../measure/command.ts";
import { type Measurement, measure } from "../measure/measure.ts";
import { median } from "../measure/median.ts";
import { saveResults } from "../measure/results.ts";
import { table } from "../measure/table.ts";
import { build } from "../programs/build.ts";
import { placeFor } from "../trees/place.ts";
import type { Scenario } from "./scenario.ts";

const MiB = 1024 * 1024;
const fileBytes = 1024 * MiB;
const windows = [1, 2, 4, 8, 16] as const;
const defaultWindow = 4;
const promisedRss = 160 * MiB;
const copier = fileURLToPath(new URL("../programs/nfs-copy.ts", import.meta.url));

/** A way to copy a file to the server and back. */
interface Copier {
  readonly name: string;
  readonly isDefault: boolean;
  command(direction: "put" | "get", file: string): Command;
}

interface Measured {
  readonly name: string;
  readonly put: readonly Measurement[];
  readonly get: readonly Measurement[];
}

/** What moving data over NFS costs, beside libnfs. */
export const nfs: Scenario = async ({ directory, rounds }) => {
  await build();
  const place = directory ?? placeFor(3 * fileBytes);
  mkdirSync(place, { recursive: true });
  const server = await startGanesha({ directory: place });
  const peer = await debianProgram({ package: "libnfs-utils", file: "usr/bin/nfs-cp" });
  if (isMissing(server)) throw new Error(server.missing);
  if (isMissing(peer)) throw new Error(peer.missing);
  const source = join(place, "nfs-source");
  try {
    await writeSource(source);
    const copiers = [libnfs(peer, server), ...["3", "4.1"].flatMap((version) => own(server, version))];
    const measured: Measured[] = copiers.map(({ name }) => ({ name, put: [], get: [] }));
    for (let round = 0; round < rounds; round++) {
      for (const [index, copier] of copiers.entries()) {
        const both = await copyThereAndBack(copier, source, server);
        const before = measured[index] as Measured;
        measured[index] = { ...before, put: [...before.put, both.put], get: [...before.get, both.get] };
      }
    }
    return report(copiers, measured);
  } finally {
    rmSync(source, { force: true });
    await server.stop();
  }
};

function libnfs({ path, env }: Program, { port, mountPort }: GaneshaServer): Copier {
  const url = `nfs://127.0.0.1/export/file?nfsport=${port}&mountport=${mountPort}&version=3`;
  return {
    name: "nfs-cp, version 3",
    isDefault: false,
    command: (direction, file) => ({
      argv: [path, ...(direction === "put" ? [file, url] : [url, file])],
      env,
    }),
  };
}

function own({ port, mountPort }: GaneshaServer, version: string): readonly Copier[] {
  return windows.map((window) => ({
    name: `holdfast, version ${version}, window ${window} MiB`,
    isDefault: window === defaultWindow,
    command: (direction, file) => ({
      argv: [
        process.execPath,
        copier,
        direction,
        file,
        String(port),
        String(mountPort),
        version,
        String(window),
      ],
      env: process.env,
    }),
  }));
}

async function copyThereAndBack(
  copier: Copier,
  source: string,
  server: GaneshaServer,
): Promise<{ put: Measurement; get: Measurement }> {
  const back = `${source}-back`;
  try {
    const put = await measure(copier.command("put", source));
    const get = await measure(copier.command("get", back));
    if ((await digest(back)) !== (await digest(source))) throw new Error(`${copier.name} changed the file`);
    return { put, get };
  } finally {
    rmSync(back, { force: true });
    await removeThere(server);
  }
}

/** Over NFS, since a server goes on with what it remembers of files that vanish behind its back. */
async function removeThere({ port }: GaneshaServer): Promise<void> {
  const { signal } = new AbortController();
  const client = await connectNfs({ host: "127.0.0.1", port, path: "/export" });
  await client.remove("file", { signal });
  for await (const { name } of client.list("volumes", { signal }))
    await client.remove(`volumes/${name}`, { signal });
  await client.close();
}

function report(copiers: readonly Copier[], measured: readonly Measured[]): boolean {
  const [peer, ...others] = measured;
  const ratio = (each: Measured, direction: "put" | "get"): number =>
    median(
      each[direction].map(
        ({ wallSeconds }, round) => (peer?.[direction][round]?.wallSeconds ?? NaN) / wallSeconds,
      ),
    );
  console.log(
    table(
      ["1 GiB", "put MB/s", "cpu s", "get MB/s", "cpu s", "peak MiB", "nfs-cp / put", "nfs-cp / get"],
      measured.map((each) => [
        each.name,
        ...(["put", "get"] as const).flatMap((direction) => [
          (fileBytes / 1e6 / median(each[direction].map(({ wallSeconds }) => wallSeconds))).toFixed(0),
          median(each[direction].map(({ cpuSeconds }) => cpuSeconds)).toFixed(2),
        ]),
        (peak(each) / MiB).toFixed(0),
        ratio(each, "put").toFixed(2),
        ratio(each, "get").toFixed(2),
      ]),
    ),
  );
  console.log(saveResults("nfs", { fileBytes, measured }));
  return others.every((each, index) => {
    if (copiers[index + 1]?.isDefault !== true) return true;
    return ratio(each, "put") >= 1 && ratio(each, "get") >= 1 && peak(each) <= promisedRss;
  });
}

function peak({ put, get }: Measured): number {
  return Math.max(...[...put, ...get].map(({ peakRss }) => peakRss));
}

async function writeSource(path: string): Promise<void> {
  const file = await open(path, "w");
  const data = randomBytes(64 * MiB);
  for (let written = 0; written < fileBytes; written += data.length) await file.write(data);
  await file.close();
}

async function digest(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const data of createReadStream(path, { highWaterMark: MiB })) hash.update(data as Buffer);
  return hash.digest("hex");
}
