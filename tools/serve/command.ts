import { fileURLToPath } from "node:url";

const launcher = fileURLToPath(new URL("../../adapters/cli/bin/holdfast.mjs", import.meta.url));

/** Node's arguments to run the command from the sources. */
export function commandLine(...args: readonly string[]): string[] {
  return ["--conditions=@holdfast/source", launcher, ...args];
}
