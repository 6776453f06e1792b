import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Measurement, measure } from "../measure/measure.ts";
import type { BackupProgram } from "../programs/backup-program.ts";
import { placeFor } from "../trees/place.ts";
import { leastSize, type TreeSpec } from "../trees/tree-spec.ts";
import { type Tree, writeTree } from "../trees/write-tree.ts";

/** Makes the tree, or finds it, and says so. */
export function provideTree(spec: TreeSpec, seed: string, directory: string | undefined): Tree {
  const tree = writeTree(spec, seed, directory ?? placeFor(leastSize(spec)));
  const gigabytes = (tree.bytes / 1e9).toFixed(2);
  console.log(`${tree.name}: ${tree.files} files, ${gigabytes} GB, seed ${seed}, in ${tree.directory}`);
  return tree;
}

/** Removes a tree that is too large to keep. */
export function removeTree({ directory }: Tree): void {
  rmSync(directory, { recursive: true, force: true });
  rmSync(`${directory}.json`, { force: true });
}

/** Backs up a tree once, into a fresh directory beside it that is removed afterwards. */
export async function runBackup(program: BackupProgram, tree: Tree): Promise<Measurement> {
  const target = join(tree.directory, "..", "target");
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target);
  try {
    return await measure(await program.prepare(tree.directory, target));
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
}
