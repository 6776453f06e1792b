import type { LocationPlugin } from "@holdfast/contract";
import type { Command } from "commander";
import { locations } from "../locations.ts";
import { exitCodes } from "../exit-code.ts";
import { addJsonOption } from "../options/output.ts";
import { tableLines } from "../output/table.ts";
import type { Act } from "./command.ts";

/** Adds `holdfast plugins`. */
export function definePlugins(program: Command, act: Act): void {
  const command = program
    .command("plugins")
    .description("list the location types, their packages and options")
    .addHelpText("after", "\nWhat a type can do depends on the server: `holdfast check` tells.");
  addJsonOption(command);
  command.action(() =>
    act(({ output }) => {
      output.result(locations.map(pluginValue), locations.flatMap(pluginLines));
      return Promise.resolve(exitCodes.done);
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
