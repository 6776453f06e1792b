import type { JobStatus } from "@holdfast/core";
import type { Command } from "commander";
import { useCore } from "../core.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { addConfigOption, chooseAppliance, type ApplianceOptions } from "../options/appliance.ts";
import { addJsonOption } from "../options/output.ts";
import { jobValue } from "../output/job-value.ts";
import { formatBytes, formatSeconds } from "../output/quantities.ts";
import { tableLines } from "../output/table.ts";
import type { Act, Session } from "./command.ts";

/** Adds `holdfast jobs`. */
export function defineJobs(program: Command, act: Act): void {
  const command = program
    .command("jobs")
    .description("list the jobs that this system remembers, newest first");
  addConfigOption(command);
  addJsonOption(command);
  command.action((options: ApplianceOptions) => act((session) => listJobs(options, session)));
}

async function listJobs(options: ApplianceOptions, { output, interrupts }: Session): Promise<ExitCode> {
  const appliance = await chooseAppliance(options);
  return useCore(interrupts, { appliance, output }, async (core) => {
    const jobs = core.jobs();
    const header = ["JOB", "KIND", "STATE", "TOOK", "STORED", "LOCATION"];
    output.result(jobs.map(jobValue), jobs.length === 0 ? [] : tableLines([header, ...jobs.map(row)]));
    return exitCodes.done;
  });
}

function row({ id, kind, state, progress, elapsedMs, bytes, request }: JobStatus): readonly string[] {
  const shown = state === "INPROGRESS" ? `${progress} %` : state;
  return [id, kind, shown, formatSeconds(elapsedMs / 1000), formatBytes(bytes.stored), request.location];
}
