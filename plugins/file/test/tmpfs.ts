import { execFile } from "node:child_process";
import { mkdtemp, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Missing } from "@holdfast/testservers";

const run = promisify(execFile);

/** A file system of its own, in memory. */
export interface Tmpfs {
  readonly directory: string;
  stop(): Promise<void>;
}

/** Mounts a file system with the given options of tmpfs; only root can. */
export async function mountTmpfs(options: string): Promise<Tmpfs | Missing> {
  if (process.getuid?.() !== 0) return { missing: "only root can mount a tmpfs" };
  const directory = await mkdtemp(join(tmpdir(), "holdfast-tmpfs-"));
  try {
    await run("mount", ["-t", "tmpfs", "-o", options, "holdfast-test", directory]);
  } catch (error) {
    await rmdir(directory);
    return { missing: `no tmpfs could be mounted: ${String(error)}` };
  }
  return {
    directory,
    async stop() {
      await run("umount", [directory]);
      await rmdir(directory);
    },
  };
}
