import { conformanceCases } from "../cases/index.ts";
import { readCommandLine, usage, UsageError } from "./command-line.ts";
import { LiveLocation } from "./live-location.ts";
import { loadPlugin } from "./plugin-module.ts";
import type { Surroundings } from "./surroundings.ts";
import { runCase } from "../run-case.ts";

/**
 * The command `holdfast-conformance`: runs the cases against a live location.
 *
 * @returns the exit code: 0 all rules hold, 1 a rule is broken or the location
 * cannot be used, 2 the command line is wrong
 */
export async function runCommand(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { out, err } = surroundings;
  try {
    const given = await readCommandLine(args, surroundings);
    if (given === "help") {
      out.write(usage);
      return 0;
    }
    const plugin = await loadPlugin(given.module, given.address.type, surroundings.directory);
    const location = new LiveLocation(plugin, given.address, given.context);
    await location.check();
    try {
      return await runAll(location, given.withSlow, surroundings);
    } finally {
      await location.clear();
    }
  } catch (error) {
    err.write(`holdfast-conformance: ${error instanceof Error ? error.message : String(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function runAll(location: LiveLocation, withSlow: boolean, { out }: Surroundings): Promise<number> {
  const counts = { passed: 0, failed: 0, notApplicable: 0 };
  for (const each of conformanceCases) {
    if (each.slow === true && !withSlow) continue;
    try {
      const { notApplicable } = await runCase(each, location);
      counts[notApplicable === undefined ? "passed" : "notApplicable"] += 1;
      out.write(
        `${notApplicable === undefined ? "ok" : "--"}  ${each.name}: ${notApplicable ?? each.title}\n`,
      );
    } catch (error) {
      counts.failed += 1;
      out.write(`no  ${each.name}: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
  const { passed, failed, notApplicable } = counts;
  out.write(`${passed} passed, ${failed} failed, ${notApplicable} not applicable\n`);
  return failed === 0 ? 0 : 1;
}
