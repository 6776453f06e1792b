import type { ArchiveDetails, ManifestPart } from "@holdfast/core";
import type { Command } from "commander";
import { useCore } from "../core.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { chooseAppliance } from "../options/appliance.ts";
import { addArchiveOptions, type ArchiveOptions, archiveRequest } from "../options/archive.ts";
import { addJsonOption } from "../options/output.ts";
import { formatBytes, formatSeconds } from "../output/quantities.ts";
import { tableLines } from "../output/table.ts";
import type { Act, Session } from "./command.ts";

/** Adds `holdfast show`. */
export function defineShow(program: Command, act: Act): void {
  const command = program.command("show").description("show what an archive's manifest says");
  addArchiveOptions(command);
  addJsonOption(command);
  command.action((archive: string, options: ArchiveOptions) =>
    act((session) => show(archive, options, session)),
  );
}

async function show(
  archive: string,
  options: ArchiveOptions,
  { output, interrupts }: Session,
): Promise<ExitCode> {
  const appliance = await chooseAppliance(options);
  const request = await archiveRequest(archive, options, appliance);
  return useCore(interrupts, { appliance, output }, async (core) => {
    const details = await core.show(request);
    output.result(shownValue(details, request.location.location), shownLines(details));
    return exitCodes.done;
  });
}

function shownValue({ archive, manifest, authentic }: ArchiveDetails, location: string): unknown {
  const { version, system, comment, parts } = manifest.holdfast;
  return {
    archive,
    timestamp: manifest.EndTime,
    location,
    parts: parts.map((part) => part.id),
    version,
    system_name: system.name,
    comment,
    authentic,
    manifest,
  };
}

function shownLines({ archive, manifest, authentic }: ArchiveDetails): readonly string[] {
  const { system, version, build, comment, codec, sealed, key_slots: slots, parts } = manifest.holdfast;
  const facts = [
    ["archive", archive],
    ["system", `${system.name} (${system.product} ${version}, build ${build})`],
    ["comment", comment],
    ["begun", `${manifest.StartTime}, took ${formatSeconds(manifest.Duration)}`],
    ["stored", `${formatBytes(manifest.BackupSize)}, compressed by ${codec}`],
    ["sealed", sealed ? `yes, can be opened with ${slots.join(", ")}` : "no"],
    ["authentic", authentic ? "yes" : "not known, since no key was given"],
  ];
  const header = ["PART", "CONTENT", "SIZE", "STORED", "VOLUMES", "ENTRIES", "PROBLEMS"];
  return [...tableLines(facts), "", ...tableLines([header, ...parts.map(partRow)])];
}

function partRow(part: ManifestPart): readonly string[] {
  const problems = Object.entries(part.problems).map(([status, count]) => `${count} ${status}`);
  return [
    part.id,
    part.content,
    formatBytes(part.stream_size),
    formatBytes(part.stored_size + part.index_stored_size),
    String(part.volumes + part.index_volumes),
    String(part.entries),
    problems.join(", ") || "none",
  ];
}
