import { type CheckStep, isProblem } from "@holdfast/core";
import type { Command } from "commander";
import { useCore } from "../core.ts";
import { Interrupted } from "../interrupts.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { addConfigOption, type ApplianceOptions, chooseAppliance } from "../options/appliance.ts";
import type { LocationOptions } from "../location-options.ts";
import { addLocationOptions, chooseLocation, locationRequest } from "../options/location.ts";
import { addFollowOption } from "../options/output.ts";
import type { Output } from "../output/output.ts";
import type { Act, Session } from "./command.ts";

type CheckOptions = LocationOptions & Pick<ApplianceOptions, "config">;

/** Adds `holdfast check`. */
export function defineCheck(program: Command, act: Act): void {
  const command = program
    .command("check")
    .description("try out what backups and restores need of a location")
    .argument("[url]", "the location, or the name of one in the configuration");
  addConfigOption(command);
  addLocationOptions(command);
  addFollowOption(command);
  command.action((url: string | undefined, options: CheckOptions) =>
    act((session) => check(url, options, session)),
  );
}

async function check(
  url: string | undefined,
  options: CheckOptions,
  { output, interrupts }: Session,
): Promise<ExitCode> {
  const appliance = await chooseAppliance(options);
  const location = chooseLocation("An argument with a URL", url, appliance);
  const request = await locationRequest(location, options, appliance);
  return useCore(interrupts, { appliance, output }, async (core) => {
    const steps: CheckStep[] = [];
    const stop = new AbortController();
    const listener = (step: CheckStep): void => {
      steps.push(step);
      tell(step, output);
    };
    const checked = core.check(request, listener, stop.signal);
    const passed = await interrupts.cancelling(checked, () => stop.abort(new Interrupted()));
    output.result({ passed, steps });
    output.note(passed ? "The location can be used." : "The location cannot be used as it is.");
    if (!passed) return exitCodes.failed;
    return steps.some(({ message }) => isProblem(message)) ? exitCodes.problems : exitCodes.done;
  });
}

function tell(step: CheckStep, output: Output): void {
  const { name, outcome, message } = step;
  output.event(step);
  output.say({
    ...message,
    default_message: `${outcome.padEnd(12)}${name.padEnd(12)}${message.default_message}`,
  });
}
