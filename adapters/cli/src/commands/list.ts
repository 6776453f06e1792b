import type { ArchiveSummary, BackupCore, LocationRequest } from "@holdfast/core";
import type { Command } from "commander";
import { useCore } from "../core.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { addConfigOption, chooseAppliance } from "../options/appliance.ts";
import type { LocationOptions } from "../location-options.ts";
import { addLocationOptions, chooseLocation, locationRequest } from "../options/location.ts";
import { addJsonOption } from "../options/output.ts";
import { cliMessage } from "../output/messages.ts";
import type { Output } from "../output/output.ts";
import { formatTime } from "../output/quantities.ts";
import { tableLines } from "../output/table.ts";
import type { Act, Session } from "./command.ts";

interface ListOptions extends LocationOptions {
  readonly from?: string;
  readonly config?: string;
  readonly system?: string;
}

const mostSystems = 20;

/** Adds `holdfast list`. */
export function defineList(program: Command, act: Act): void {
  const command = program
    .command("list")
    .description("list the complete archives of a system at a location, newest first")
    .option("--from <url>", "location of the archives, or the name of one in the configuration")
    .option("--system <name>", "the system that made them; this host's name by default");
  addConfigOption(command);
  addLocationOptions(command);
  addJsonOption(command);
  command.action((options: ListOptions) => act((session) => list(options, session)));
}

async function list(options: ListOptions, { output, interrupts }: Session): Promise<ExitCode> {
  const appliance = await chooseAppliance(options);
  const from = chooseLocation("--from", options.from, appliance);
  const location = await locationRequest(from, options, appliance);
  return useCore(interrupts, { appliance, output }, async (core) => {
    const archives = await core.list({ location });
    if (archives.length === 0) await tellOtherSystems(core, location, appliance.system.name, output);
    output.result(archives.map(listedValue), archives.length === 0 ? [] : table(archives));
    return exitCodes.done;
  });
}

async function tellOtherSystems(
  core: BackupCore,
  location: LocationRequest,
  system: string,
  output: Output,
): Promise<void> {
  const others = (await core.systems(location)).filter((name) => name !== system);
  const named = others.slice(0, mostSystems).join(", ");
  const more = others.length > mostSystems ? ` and ${others.length - mostSystems} more` : "";
  output.say(
    others.length === 0
      ? cliMessage("holdfast.cli.no-archives", system)
      : cliMessage("holdfast.cli.other-systems", system, named + more),
  );
}

function listedValue({ archive, timestamp, version, comment }: ArchiveSummary): unknown {
  return { archive, timestamp: timestamp.toISOString(), version, comment };
}

function table(archives: readonly ArchiveSummary[]): readonly string[] {
  const rows = archives.map(({ archive, timestamp, comment }) => [archive, formatTime(timestamp), comment]);
  return tableLines([["ARCHIVE", "BEGUN", "COMMENT"], ...rows]);
}
