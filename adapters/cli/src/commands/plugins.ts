import type { LocationPlugin } from "@holdfast/contract";
import type { Command } from "commander";
import { exitCodes } from "../exit-code.ts";
import { addConfigOption, type ApplianceOptions, chooseAppliance } from "../options/appliance.ts";
import { addJsonOption } from "../options/output.ts";
import { tableLines } from "../output/table.ts";
import type { Act } from "./command.ts";

/** Adds `holdfast plugins`. */
export function definePlugins(program: Command, act: Act): void {
  const command = program
    .command("plugins")
    .description("list the location types, their packages and options")
    .addHelpText("after", "\nWhat a type can do depends on the server: `holdfast check` tells.");
  addConfigOption(command);
  addJsonOption(command);
  command.action((options: ApplianceOptions) =>
    act(async ({ output }) => {
      const { plugins } = await chooseAppliance(options);
      output.result(plugins.map(pluginValue), plugins.flatMap(pluginLines));
      return exitCodes.done;
    }),
  );
}

function pluginValue({ name, types, contract, options }: LocationPlugin): unknown {
  return { package: name, types, contract, options };
}

function pluginLines({ name, types, options }: LocationPlugin): readonly string[] {
  const rows = options.map((option) => ["", option.name, `${option.meaning} (${option.default})`]);
  return [`${types.join(", ")}  ${name}`, ...tableLines(rows)];
}
