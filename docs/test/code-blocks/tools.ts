import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  debianProgram,
  isMissing,
  isRequired,
  type Missing,
  type Program,
  type ProgramName,
  programs,
} from "@holdfast/testservers";

/** Programs by the name that a page calls them. */
export type Tools = ReadonlyMap<string, Program>;

/**
 * Finds the programs that a page needs.
 *
 * @throws Error when `REQUIRE_SERVERS` names one that is missing
 */
export async function findTools(names: readonly string[]): Promise<Tools | Missing> {
  const tools = new Map<string, Program>();
  for (const name of names) {
    const found = isKnown(name)
      ? await debianProgram(name)
      : { missing: `${name} is not known to the tests` };
    if (!isMissing(found)) tools.set(name, found);
    else if (isRequired(name)) throw new Error(found.missing);
    else return found;
  }
  return tools;
}

function isKnown(name: string): name is ProgramName {
  return Object.hasOwn(programs, name);
}

/** Makes the programs callable by name, each in its own environment. @returns what to put on the PATH */
export async function writeTools(place: string, tools: Tools): Promise<string> {
  const bin = join(place, "bin");
  await mkdir(bin);
  for (const [name, { path, env }] of tools) {
    const libraries = env["LD_LIBRARY_PATH"];
    const setting = libraries === undefined ? "" : `LD_LIBRARY_PATH='${libraries}' `;
    await writeFile(join(bin, name), `#!/bin/sh\n${setting}exec '${path}' "$@"\n`, { mode: 0o755 });
  }
  return bin;
}
