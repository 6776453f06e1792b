import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { debianProgram, isMissing } from "@holdfast/testservers";
import type { BackupProgram } from "./backup-program.ts";
import { versionOf } from "./installed.ts";
import { password } from "./keys.ts";

const run = promisify(execFile);

/** Debian's borg is a Python package, with modules of its own and of others. */
const borgPackage = {
  package: "borgbackup",
  file: "usr/bin/borg",
  companions: ["python3-msgpack", "python3-packaging"],
};

/** borg with the compression that comes nearest, zstd,1, and its own encryption with a key in the repository. */
export async function borg(): Promise<BackupProgram | undefined> {
  const found = await debianProgram(borgPackage);
  if (isMissing(found)) {
    console.error(`Skipped: ${found.missing}`);
    return undefined;
  }
  const modules = join(found.root, "usr/lib/python3/dist-packages");
  const program = { ...found, env: { ...found.env, PYTHONPATH: modules } };
  const python = "/usr/bin/python3";
  const settings = (target: string) => ({
    ...program.env,
    BORG_REPO: join(target, "repository"),
    BORG_PASSPHRASE: password,
    BORG_BASE_DIR: join(target, "borg"),
  });
  const argv = (...args: readonly string[]): [string, ...string[]] => [python, program.path, ...args];
  return {
    name: "borg zstd,1",
    version: await versionOf({ ...program, path: python }, program.path, "--version"),
    async prepare(tree, target) {
      const [file, ...args] = argv("init", "--encryption", "repokey-blake2");
      await run(file, args, { env: settings(target) });
      return { argv: argv("create", "--compression", "zstd,1", "::tree", tree), env: settings(target) };
    },
    // It extracts into the working directory.
    restore: (target, into) => ({
      argv: ["sh", "-c", 'cd "$0" && exec "$@"', into, ...argv("extract", "::tree")],
      env: settings(target),
    }),
  };
}
