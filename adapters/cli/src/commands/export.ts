import type { EntriesRequest } from "@holdfast/core";
import { exportArchive, type ExportFormat } from "@holdfast/export";
import { type Command, Option } from "commander";
import { useCore } from "../core.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { chooseAppliance } from "../options/appliance.ts";
import { addArchiveOptions, type ArchiveOptions, archiveRequest } from "../options/archive.ts";
import { collect } from "../options/option-values.ts";
import { given } from "../options/given.ts";
import { usageError } from "../output/messages.ts";
import { formatBytes } from "../output/quantities.ts";
import type { Act, Session } from "./command.ts";

interface ExportOptions extends ArchiveOptions {
  readonly format: ExportFormat;
  readonly part?: readonly string[];
}

/** Adds `holdfast export`. */
export function defineExport(program: Command, act: Act): void {
  const command = program
    .command("export")
    .description("write an archive to standard output as a zip or tar file, for a desktop")
    .addOption(new Option("--format <format>", "of the file").choices(["zip", "tar"]).default("zip"))
    .option("--part <id>", "only this part; may be repeated", collect);
  addArchiveOptions(command);
  command.action((archive: string, options: ExportOptions) =>
    act((session) => exportToOutput(archive, options, session)),
  );
}

async function exportToOutput(
  archive: string,
  options: ExportOptions,
  { output, interrupts }: Session,
): Promise<ExitCode> {
  const { stdout } = process;
  if (stdout.isTTY) throw usageError("holdfast.cli.terminal-output");
  const { format, part: parts } = options;
  const appliance = await chooseAppliance(options);
  const request = given<EntriesRequest>({ ...(await archiveRequest(archive, options, appliance)), parts });
  return useCore(interrupts, { appliance, output }, async (core) => {
    const report = await exportArchive(core, request, format, stdout);
    output.note(`Archive ${report.archive}: ${report.entries} entries, ${formatBytes(report.bytes)}.`);
    return exitCodes.done;
  });
}
