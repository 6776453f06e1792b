import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BackupProgram } from "./backup-program.ts";
import { password } from "./keys.ts";

const child = fileURLToPath(new URL("./children/archiver-pipe.ts", import.meta.url));

/** The npm packages that come to mind, piped one into the other. */
export function archiverNaive(): BackupProgram {
  return {
    name: "archiver | gzip | cipher",
    version: `on Node ${process.versions.node}`,
    prepare: (tree, target) =>
      Promise.resolve({
        argv: [process.execPath, child, tree, join(target, "tree.tar.gz.sealed")],
        env: { ...process.env, BENCHMARK_PASSWORD: password },
      }),
  };
}
