import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { debianProgram, isMissing, type Program, type ProgramName } from "@holdfast/testservers";

const run = promisify(execFile);

/** Programs that this machine has, or that its distribution has; `undefined` with a line on stderr when one is missing. */
export async function installed<Name extends ProgramName>(
  ...names: readonly Name[]
): Promise<Readonly<Record<Name, Program>> | undefined> {
  const found: Partial<Record<Name, Program>> = {};
  for (const name of names) {
    const program = await debianProgram(name);
    if (isMissing(program)) {
      console.error(`Skipped: ${program.missing}`);
      return undefined;
    }
    found[name] = program;
  }
  return found as Record<Name, Program>;
}

/** The version that a program tells of itself. */
export async function versionOf({ path, env }: Program, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run(path, args, { env });
  return /\d+(\.\d+)+/.exec(stdout)?.[0] ?? stdout.trim();
}
