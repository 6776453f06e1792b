import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { BackupProgram } from "./backup-program.ts";
import { installed, versionOf } from "./installed.ts";
import { password } from "./keys.ts";

const run = promisify(execFile);

/** restic with its defaults: a fresh repository for each run, of version 2, which is compressed with zstd. */
export async function restic(): Promise<BackupProgram | undefined> {
  const programs = await installed("restic");
  if (programs === undefined) return undefined;
  const { path, env } = programs.restic;
  const settings = (target: string) => ({
    ...env,
    RESTIC_REPOSITORY: join(target, "repository"),
    RESTIC_PASSWORD: password,
    RESTIC_CACHE_DIR: join(target, "cache"),
  });
  return {
    name: "restic",
    version: await versionOf(programs.restic, "version"),
    async prepare(tree, target) {
      await run(path, ["init", "--repository-version", "2"], { env: settings(target) });
      return { argv: [path, "backup", "--quiet", tree], env: settings(target) };
    },
    restore: (target, into) => ({
      argv: [path, "restore", "latest", "--quiet", "--target", into],
      env: settings(target),
    }),
  };
}
