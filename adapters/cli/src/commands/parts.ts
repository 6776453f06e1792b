import type { PartDescription } from "@holdfast/core";
import type { Command } from "commander";
import { useCore } from "../core.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { chooseAppliance } from "../options/appliance.ts";
import { addJsonOption } from "../options/output.ts";
import { tableLines } from "../output/table.ts";
import type { Act, Session } from "./command.ts";

interface PartsOptions {
  readonly config: string;
}

/** Adds `holdfast parts`. */
export function defineParts(program: Command, act: Act): void {
  const command = program
    .command("parts")
    .description("list the parts of an appliance")
    .requiredOption("--config <file>", "configuration of the appliance");
  addJsonOption(command);
  command.action((options: PartsOptions) => act((session) => listParts(options, session)));
}

async function listParts(options: PartsOptions, { output, interrupts }: Session): Promise<ExitCode> {
  const appliance = await chooseAppliance(options);
  return useCore(interrupts, { appliance, output }, async ({ parts }) => {
    const rows = parts.map(({ id, optional, name }) => [id, optional ? "optional" : "always", name]);
    output.result(parts.map(partValue), tableLines([["PART", "BACKED UP", "NAME"], ...rows]));
    return exitCodes.done;
  });
}

function partValue({ id, name, description, optional, selectedByDefault }: PartDescription): unknown {
  return { id, name, description, selected_by_default: selectedByDefault, optional };
}
