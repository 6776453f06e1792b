import type { Missing } from "@holdfast/testservers";
import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A file system of 1 MiB that can be filled to its last byte and made read-only. */
export class SmallDisk {
  readonly directory: string;

  private constructor(directory: string) {
    this.directory = directory;
  }

  static async mount(): Promise<SmallDisk | Missing> {
    if (process.platform !== "linux" || process.getuid?.() !== 0)
      return { missing: "only root on Linux can mount a small file system" };
    const directory = mkdtempSync(join(tmpdir(), "holdfast-disk-"));
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m,mode=700", "holdfast", directory], {
        stdio: "pipe",
      });
    } catch (error) {
      rmdirSync(directory);
      return { missing: `a small file system cannot be mounted: ${String(error)}` };
    }
    return new SmallDisk(directory);
  }

  /** Takes all the space that is left. */
  fill(): void {
    const file = openSync(join(this.directory, "filling"), "a");
    try {
      for (;;) writeSync(file, Buffer.alloc(4096));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    } finally {
      closeSync(file);
    }
  }

  /** Gives the space back that {@link fill} took. */
  free(): void {
    rmSync(join(this.directory, "filling"), { force: true });
  }

  setReadOnly(readOnly: boolean): void {
    execFileSync("mount", ["-o", `remount,${readOnly ? "ro" : "rw"}`, this.directory]);
  }

  async stop(): Promise<void> {
    execFileSync("umount", [this.directory]);
    rmdirSync(this.directory);
  }
}
