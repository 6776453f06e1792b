import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
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
  return inTarget(tree, async (target) => measure(await program.prepare(tree.directory, target)));
}

/** What a backup and its restore cost. */
export interface RoundTrip {
  readonly backup: Measurement;
  /** Absent where the program does not restore. */
  readonly restore?: Measurement;
}

/**
 * Backs up a tree and restores it, in fresh directories beside it that are removed afterwards.
 *
 * @throws Error when not all files are there again
 */
export async function runRoundTrip(program: BackupProgram, tree: Tree): Promise<RoundTrip> {
  return inTarget(tree, async (target) => {
    const backup = await measure(await program.prepare(tree.directory, target));
    if (program.restore === undefined) return { backup };
    const into = join(target, "restored");
    mkdirSync(into);
    const restore = await measure(program.restore(target, into));
    const restored = contentOf(into);
    if (restored.files !== tree.files || restored.bytes !== tree.bytes) {
      throw new Error(`${program.name} restored ${restored.files} files of ${tree.files}.`);
    }
    return { backup, restore };
  });
}

async function inTarget<T>(tree: Tree, work: (target: string) => Promise<T>): Promise<T> {
  const target = join(tree.directory, "..", "target");
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target);
  try {
    return await work(target);
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
}

function contentOf(directory: string): { files: number; bytes: number } {
  let [files, bytes] = [0, 0];
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    files += 1;
    bytes += statSync(join(entry.parentPath, entry.name)).size;
  }
  return { files, bytes };
}
