import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { isMissing } from "@holdfast/testservers";
import { startOpenssh } from "@holdfast/testservers/openssh";
import { saveResults } from "../measure/results.ts";
import { rotated } from "../measure/rotated.ts";
import type { BackupProgram } from "../programs/backup-program.ts";
import { build } from "../programs/build.ts";
import { holdfast } from "../programs/holdfast.ts";
import { availablePeers, type Peer } from "../programs/peers.ts";
import { sftpPeers } from "../programs/sftp-peers.ts";
import { changes, changeTable } from "../report/compare.ts";
import { treeSpecs } from "../trees/tree-spec.ts";
import type { Tree } from "../trees/write-tree.ts";
import { peerPage } from "./peer-page.ts";
import {
  costTable,
  type Measured,
  type Own,
  ratioTable,
  ratiosOf,
  type Round,
  seriesOf,
  works,
} from "./peer-report.ts";
import { provideTree, type RoundTrip, runRoundTrip } from "./run-backup.ts";
import type { Scenario } from "./scenario.ts";

/** How long other programs take for the same backups and restores, in times of Holdfast's. */
export const peers: Scenario = async ({ directory, seed, rounds, trees: chosen, before }) => {
  await build();
  const found = await availablePeers();
  const own: Own = {
    password: holdfast({ key: "password", verify: "none" }),
    recipient: holdfast({ key: "recipient", verify: "none" }),
  };
  const versions = Object.fromEntries(programsOf(own, found).map(({ name, version }) => [name, version]));
  for (const [name, version] of Object.entries(versions)) console.log(`${name}: ${version}`);
  const specs = chosen ?? [treeSpecs.mixed, treeSpecs.small, treeSpecs.big];
  const measured: Measured[] = [];
  for (const spec of specs)
    measured.push(await compare(own, found, provideTree(spec, seed, directory), rounds));
  const first = measured[0]?.tree;
  if (first !== undefined) measured.push(...(await compareOverSftp(first, rounds)));
  const ratios = measured.flatMap((each) => each.ratios);
  console.log(`\n${ratioTable(ratios)}`);
  if (before !== undefined) {
    const { measured: earlier } = before as { measured?: readonly Measured[] };
    console.log(`\n${changeTable(changes(seriesOf(earlier ?? []), seriesOf(measured)))}`);
  }
  console.log(
    saveResults("peers", { versions, ratios, measured }, (time) => peerPage(time, versions, measured)),
  );
  return ratios.every(({ time, wanted }) => wanted === undefined || time >= wanted);
};

async function compare(own: Own, found: readonly Peer[], tree: Tree, count: number): Promise<Measured> {
  const programs = programsOf(own, found);
  const rounds: Round[] = [];
  for (let round = 0; round < count; round++) {
    const measured: Record<string, RoundTrip> = {};
    for (const program of rotated(programs, round))
      measured[program.name] = await runRoundTrip(program, tree);
    rounds.push(measured);
  }
  for (const work of works) {
    const isMeasured = rounds.some((round) => Object.values(round).some((each) => each[work] !== undefined));
    if (isMeasured) console.log(`\n${costTable(tree, work, programs, rounds)}`);
  }
  return { tree, rounds, ratios: found.flatMap((peer) => ratiosOf(peer, own, tree, rounds)) };
}

/** @returns nothing where there is no server */
async function compareOverSftp(tree: Tree, rounds: number): Promise<readonly Measured[]> {
  const server = await startOpenssh();
  if (isMissing(server)) {
    console.error(`Skipped: ${server.missing}`);
    return [];
  }
  const place = dirname(tree.directory);
  mkdirSync(place, { recursive: true });
  const work = mkdtempSync(join(place, "sftp-"));
  try {
    const { own, peers: found } = await sftpPeers(server, work);
    return [await compare(own, found, tree, rounds)];
  } finally {
    await server.stop();
    rmSync(work, { recursive: true });
  }
}

function programsOf(own: Own, found: readonly Peer[]): readonly BackupProgram[] {
  return [...Object.values(own), ...found.map(({ program }) => program)];
}
