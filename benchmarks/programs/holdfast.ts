import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Command } from "../measure/command.ts";
import type { BackupProgram } from "./backup-program.ts";
import { identityFile, password, recipient } from "./keys.ts";

/** How a backup is made; all else is as by default. */
export interface HoldfastSettings {
  readonly key: "password" | "recipient";
  readonly verify: "full" | "none";
  /** Options of Node. */
  readonly node?: readonly string[];
  /** By default a FILE location in the target. */
  readonly destination?: Destination;
}

/** Where a backup goes. */
export interface Destination {
  /** For the program's name. */
  readonly name: string;
  readonly url: (target: string) => string;
  /** Login and trust. */
  readonly options: readonly string[];
}

const fileInTarget: Destination = {
  name: "",
  url: (target) => pathToFileURL(join(target, "location")).href,
  options: [],
};

const launcher = fileURLToPath(new URL("../bin/holdfast.mjs", import.meta.resolve("@holdfast/cli")));

/** The built `holdfast`, on the Node that runs this. */
export function holdfast({
  key,
  verify,
  node = [],
  destination: { name, url, options } = fileInTarget,
}: HoldfastSettings): BackupProgram {
  const sealing = key === "recipient" ? ["--recipient", recipient] : [];
  const secret = key === "password" ? { HOLDFAST_ENCRYPT_PASSWORD: password } : {};
  const command = (target: string, ...args: readonly string[]): Command => ({
    argv: [process.execPath, ...node, launcher, ...args],
    env: { ...process.env, ...secret, HOLDFAST_STATE_DIR: join(target, "state") },
  });
  return {
    name: `holdfast, ${key}${name}`,
    version: `on Node ${process.versions.node}`,
    prepare: (tree, target) =>
      Promise.resolve(
        command(target, "backup", tree, "--to", url(target), ...options, "--verify", verify, ...sealing),
      ),
    restore(target, into) {
      const opening = key === "recipient" ? ["--identity", identityFile(target)] : [];
      const from = ["--from", url(target), ...options];
      return command(target, "restore", "latest", ...from, "--target", into, ...opening);
    },
  };
}
