import { statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { availableMemory } from "../measure/proc.ts";

const memoryDisk = "/dev/shm";
// The tree, its backup, and as much again for everybody else.
const share = 3;

/** Where a tree of this many bytes and its backups go unless the user says it: in memory if there is plenty, else on disk. */
export function placeFor(bytes: number): string {
  const fits = availableMemory() > share * bytes && freeSpace(memoryDisk) > share * bytes;
  return join(fits ? memoryDisk : tmpdir(), "holdfast-bench");
}

function freeSpace(directory: string): number {
  try {
    const { bavail, bsize } = statfsSync(directory);
    return bavail * bsize;
  } catch {
    return 0;
  }
}
