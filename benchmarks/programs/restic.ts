import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { BackupProgram } from "./backup-program.ts";
import { installed, versionOf } from "./installed.ts";
import { password } from "./keys.ts";

const run = promisify(execFile);

/** restic with its defaults: a fresh repository for each run, of the newest format that the version knows. */
export async function restic(): Promise<BackupProgram | undefined> {
  const programs = await installed("restic");
  if (programs === undefined) return undefined;
  const { path, env } = programs.restic;
  return {
    name: "restic",
    version: await versionOf(programs.restic, "version"),
    async prepare(tree, target) {
      const settings = {
        ...env,
        RESTIC_REPOSITORY: join(target, "repository"),
        RESTIC_PASSWORD: password,
        RESTIC_CACHE_DIR: join(target, "cache"),
      };
      await run(path, ["init"], { env: settings });
      return { argv: [path, "backup", "--quiet", tree], env: settings };
    },
  };
}
