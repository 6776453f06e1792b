import type { ScheduleInfo } from "@holdfast/core";
import type { Command } from "commander";
import { useCore } from "../core.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { chooseAppliance } from "../options/appliance.ts";
import { addJsonOption } from "../options/output.ts";
import { tableLines } from "../output/table.ts";
import type { Act, Session } from "./command.ts";

interface SchedulesOptions {
  readonly config: string;
}

/** Adds `holdfast schedules`. */
export function defineSchedules(program: Command, act: Act): void {
  const command = program
    .command("schedules")
    .description("list the schedules of an appliance, which its API makes and `holdfast serve` runs")
    .requiredOption("--config <file>", "configuration of the appliance");
  addJsonOption(command);
  command.action((options: SchedulesOptions) => act((session) => listSchedules(options, session)));
}

async function listSchedules(options: SchedulesOptions, { output, interrupts }: Session): Promise<ExitCode> {
  const appliance = await chooseAppliance(options);
  return useCore(interrupts, { appliance, output }, async ({ operations }) => {
    const schedules = [...(await operations.backup.schedules.list())];
    const header = ["SCHEDULE", "RUNS", "KEEPS", "PARTS", "LOCATION"];
    const lines = schedules.length === 0 ? [] : tableLines([header, ...schedules.map(row)]);
    output.result(Object.fromEntries(schedules), lines);
    return exitCodes.done;
  });
}

function row([id, schedule]: readonly [string, ScheduleInfo]): readonly string[] {
  const { parts, location, retention_info: retention } = schedule;
  const kept = retention === undefined || retention.max_count === 0 ? "all" : String(retention.max_count);
  return [id, times(schedule), kept, parts.join(", "), location];
}

function times({ enable, recurrence_info: recurrence }: ScheduleInfo): string {
  if (!enable) return "is disabled";
  if (recurrence === undefined) return "when asked to";
  const { hour, minute, days = [] } = recurrence;
  const time = [hour, minute].map((part) => String(part).padStart(2, "0")).join(":");
  return `${days.length === 0 ? "every day" : days.map((day) => day.slice(0, 3).toLowerCase()).join(" ")} at ${time}`;
}
