import { join } from "node:path";
import type { Command } from "../measure/command.ts";
import type { BackupProgram } from "./backup-program.ts";
import { installed, versionOf } from "./installed.ts";
import { password } from "./keys.ts";

const cipher = "enc -aes-256-cbc -pbkdf2 -pass env:BENCHMARK_PASSWORD";
const sealing = `"$1" --create --directory "$3" . | gzip | "$2" ${cipher} -out "$4"`;
const unsealing = `"$2" ${cipher} -d -in "$4" | gzip -d | "$1" --extract --directory "$3"`;

/** tar, gzip and openssl in a pipeline, as the vCenter appliance has it. */
export async function tarGzipOpenssl(): Promise<BackupProgram | undefined> {
  const programs = await installed("tar", "openssl");
  if (programs === undefined) return undefined;
  const { tar, openssl } = programs;
  const versions = [versionOf(tar, "--version"), versionOf(openssl, "version")];
  const command = (script: string, directory: string, target: string): Command => ({
    argv: [
      ...(["bash", "-o", "pipefail", "-c", script, "bash"] as const),
      ...[tar.path, openssl.path, directory, join(target, "tree.tar.gz.enc")],
    ],
    env: { ...tar.env, ...openssl.env, BENCHMARK_PASSWORD: password },
  });
  return {
    name: "tar | gzip | openssl",
    version: (await Promise.all(versions)).join(", "),
    prepare: (tree, target) => Promise.resolve(command(sealing, tree, target)),
    restore: (target, into) => command(unsealing, into, target),
  };
}
