import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { BackupProgram } from "./backup-program.ts";
import { installed, versionOf } from "./installed.ts";
import { password } from "./keys.ts";

const run = promisify(execFile);

/** rclone with a crypt remote: each file sealed by itself, none compressed. */
export async function rcloneCrypt(): Promise<BackupProgram | undefined> {
  const programs = await installed("rclone");
  if (programs === undefined) return undefined;
  const { path, env } = programs.rclone;
  const { stdout: obscured } = await run(path, ["obscure", password], { env });
  const settings = (target: string) => ({
    ...env,
    RCLONE_CONFIG: join(target, "rclone.conf"),
    RCLONE_CONFIG_SEALED_TYPE: "crypt",
    RCLONE_CONFIG_SEALED_REMOTE: join(target, "sealed"),
    RCLONE_CONFIG_SEALED_PASSWORD: obscured.trim(),
  });
  return {
    name: "rclone crypt",
    version: await versionOf(programs.rclone, "version"),
    prepare: (tree, target) =>
      Promise.resolve({ argv: [path, "copy", "--quiet", tree, "sealed:tree"], env: settings(target) }),
    restore: (target, into) => ({
      argv: [path, "copy", "--quiet", "sealed:tree", into],
      env: settings(target),
    }),
  };
}
