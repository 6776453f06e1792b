import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { BackupProgram } from "./backup-program.ts";
import { password, recipient } from "./keys.ts";

/** How a backup is made; all else is as by default. */
export interface HoldfastSettings {
  readonly key: "password" | "recipient";
  readonly verify: "full" | "none";
  /** Options of Node. */
  readonly node?: readonly string[];
}

const launcher = fileURLToPath(new URL("../bin/holdfast.mjs", import.meta.resolve("@holdfast/cli")));

/** The built `holdfast` with a FILE location, on the Node that runs this. */
export function holdfast({ key, verify, node = [] }: HoldfastSettings): BackupProgram {
  const sealing = key === "recipient" ? ["--recipient", recipient] : [];
  const secret = key === "password" ? { HOLDFAST_ENCRYPT_PASSWORD: password } : {};
  return {
    name: `holdfast, ${key}`,
    version: `on Node ${process.versions.node}`,
    prepare(tree, target) {
      const location = pathToFileURL(join(target, "location")).href;
      const options = ["--to", location, "--verify", verify, ...sealing];
      return Promise.resolve({
        argv: [process.execPath, ...node, launcher, "backup", tree, ...options],
        env: { ...process.env, ...secret, HOLDFAST_STATE_DIR: join(target, "state") },
      });
    },
  };
}
