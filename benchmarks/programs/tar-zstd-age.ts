import { join } from "node:path";
import type { Command } from "../measure/command.ts";
import type { BackupProgram } from "./backup-program.ts";
import { installed, versionOf } from "./installed.ts";
import { identityFile, recipient } from "./keys.ts";

const sealing = `"$1" --create --directory "$4" . | "$2" -1 | "$3" --recipient "$5" --output "$6"`;
const unsealing = `"$3" --decrypt --identity "$5" "$6" | "$2" --decompress | "$1" --extract --directory "$4"`;

/** tar, zstd -1 and age with a recipient, in a pipeline. */
export async function tarZstdAge(): Promise<BackupProgram | undefined> {
  const programs = await installed("tar", "zstd", "age");
  if (programs === undefined) return undefined;
  const { tar, zstd, age } = programs;
  const versions = [tar, zstd, age].map((program) => versionOf(program, "--version"));
  const command = (script: string, directory: string, key: string, target: string): Command => {
    const paths = [tar.path, zstd.path, age.path, directory, key, join(target, "tree.tar.zst.age")];
    return {
      argv: ["bash", "-o", "pipefail", "-c", script, "bash", ...paths],
      env: { ...tar.env, ...zstd.env, ...age.env },
    };
  };
  return {
    name: "tar | zstd -1 | age",
    version: (await Promise.all(versions)).join(", "),
    prepare: (tree, target) => Promise.resolve(command(sealing, tree, recipient, target)),
    restore: (target, into) => command(unsealing, into, identityFile(target), target),
  };
}
