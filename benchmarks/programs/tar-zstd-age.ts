import { join } from "node:path";
import type { BackupProgram } from "./backup-program.ts";
import { installed, versionOf } from "./installed.ts";
import { recipient } from "./keys.ts";

const pipeline = `"$1" --create --directory "$4" . | "$2" -1 | "$3" --recipient "$5" --output "$6"`;

/** tar, zstd -1 and age with a recipient, in a pipeline. */
export async function tarZstdAge(): Promise<BackupProgram | undefined> {
  const programs = await installed("tar", "zstd", "age");
  if (programs === undefined) return undefined;
  const { tar, zstd, age } = programs;
  const versions = [tar, zstd, age].map((program) => versionOf(program, "--version"));
  return {
    name: "tar | zstd -1 | age",
    version: (await Promise.all(versions)).join(", "),
    prepare(tree, target) {
      const file = join(target, "tree.tar.zst.age");
      const paths = [tar.path, zstd.path, age.path, tree, recipient, file];
      const argv = ["bash", "-o", "pipefail", "-c", pipeline, "bash", ...paths] as const;
      return Promise.resolve({ argv, env: { ...tar.env, ...zstd.env, ...age.env } });
    },
  };
}
