import type { PruneReport } from "@holdfast/core";
import type { Command } from "commander";
import { useCore } from "../core.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import type { LocationOptions } from "../location-options.ts";
import { addConfigOption, chooseAppliance } from "../options/appliance.ts";
import { addLocationOptions, chooseLocation, locationRequest } from "../options/location.ts";
import { wholeNumber } from "../options/option-values.ts";
import { addJsonOption } from "../options/output.ts";
import type { Act, Session } from "./command.ts";

interface PruneOptions extends LocationOptions {
  readonly from?: string;
  readonly config?: string;
  readonly system?: string;
  readonly keep: number;
  readonly dryRun?: boolean;
}

/** Adds `holdfast prune`. */
export function definePrune(program: Command, act: Act): void {
  const command = program
    .command("prune")
    .description("remove this system's oldest archives at a location; the latest one always stays")
    .requiredOption("--keep <number>", "how many archives stay, the latest ones", wholeNumber)
    .option("--dry-run", "only tell what would be removed")
    .option("--from <url>", "location of the archives, or the name of one in the configuration")
    .option("--system <name>", "the system that made them; this host's name by default");
  addConfigOption(command);
  addLocationOptions(command);
  addJsonOption(command);
  command.action((options: PruneOptions) => act((session) => prune(options, session)));
}

async function prune(options: PruneOptions, { output, interrupts }: Session): Promise<ExitCode> {
  const appliance = await chooseAppliance(options);
  const location = await locationRequest(
    chooseLocation("--from", options.from, appliance),
    options,
    appliance,
  );
  const { keep, dryRun = false } = options;
  return useCore(interrupts, { appliance, output }, async (core) => {
    const report = await core.prune({ location, keep, dryRun });
    output.result(report, lines(report, dryRun));
    return report.unreadable.length === 0 ? exitCodes.done : exitCodes.problems;
  });
}

function lines({ kept, removed, unreadable }: PruneReport, dryRun: boolean): readonly string[] {
  return [
    ...kept.map((archive) => `${archive} stays.`),
    ...removed.map((archive) => `${archive} ${dryRun ? "would be" : "is"} removed.`),
    ...unreadable.map((archive) => `${archive} is left alone: its manifest cannot be read.`),
  ];
}
