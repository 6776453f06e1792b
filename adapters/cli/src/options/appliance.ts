import type { Command } from "commander";
import type { Appliance } from "../appliance.ts";
import { thisHost } from "../this-host.ts";

/** The options that say which system is meant. */
export interface ApplianceOptions {
  readonly config?: string;
  readonly system?: string;
}

/** Adds `--config`. */
export function addConfigOption(command: Command): void {
  command.option("--config <file>", "configuration of an appliance: its parts, locations and defaults");
}

/** The system that a command line means. */
export async function chooseAppliance({ config, system }: ApplianceOptions): Promise<Appliance> {
  const appliance = config === undefined ? thisHost() : await configured(config);
  return system === undefined ? appliance : { ...appliance, system: { ...appliance.system, name: system } };
}

/** Reading configurations takes a validator, which most commands need not load. */
async function configured(file: string): Promise<Appliance> {
  const { readAppliance } = await import("../config/appliance.ts");
  return readAppliance(file);
}
