import { type FailedTrial, isProblem, type TuneReport, type TuneTrial } from "@holdfast/core";
import type { Command } from "commander";
import { useCore } from "../core.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { Interrupted } from "../interrupts.ts";
import type { LocationOptions } from "../location-options.ts";
import { addConfigOption, type ApplianceOptions, chooseAppliance } from "../options/appliance.ts";
import { given } from "../options/given.ts";
import { addLocationOptions, chooseLocation, locationRequest } from "../options/location.ts";
import { wholeNumber } from "../options/option-values.ts";
import { addFollowOption } from "../options/output.ts";
import { tableLines } from "../output/table.ts";
import type { Act, Session } from "./command.ts";

type TuneOptions = LocationOptions & Pick<ApplianceOptions, "config"> & { readonly seconds?: number };

/** Adds `holdfast tune`. */
export function defineTune(program: Command, act: Act): void {
  const command = program
    .command("tune")
    .description("try which options make a location fast; what is stored for it is removed again")
    .argument("[url]", "the location, or the name of one in the configuration")
    .option("--seconds <number>", "time for all of it, 30 by default; slow networks need more", wholeNumber)
    .addHelpText("after", "\nAn option that is given with --option is settled, and not tried.");
  addConfigOption(command);
  addLocationOptions(command);
  addFollowOption(command);
  command.action((url: string | undefined, options: TuneOptions) =>
    act((session) => tune(url, options, session)),
  );
}

async function tune(
  url: string | undefined,
  options: TuneOptions,
  { output, interrupts }: Session,
): Promise<ExitCode> {
  const appliance = await chooseAppliance(options);
  const location = chooseLocation("An argument with a URL", url, appliance);
  const request = await locationRequest(location, options, appliance);
  return useCore(interrupts, { appliance, output }, async (core) => {
    const stop = new AbortController();
    const limits = given({ seconds: options.seconds, signal: stop.signal });
    const tuned = core.tune(request, (trial) => output.event(trialValue(trial)), limits);
    const report = await interrupts.cancelling(tuned, () => stop.abort(new Interrupted()));
    for (const said of report.messages) output.say(said);
    output.result(reportValue(report), [...trialLines(report), "", ...adviceLines(report.best)]);
    return report.messages.some(isProblem) ? exitCodes.problems : exitCodes.done;
  });
}

function reportValue({ trials, best, messages }: TuneReport): unknown {
  return {
    best: { ...trialValue(best), arguments: optionArguments(best) },
    trials: trials.map(trialValue),
    messages,
  };
}

function trialValue(trial: TuneTrial | FailedTrial): object {
  return "message" in trial
    ? { options: trial.options, message: trial.message }
    : { options: trial.options, bytes_per_second: Math.round(trial.bytesPerSecond) };
}

function trialLines({ trials, best }: TuneReport): readonly string[] {
  const rows = trials.map((trial) => {
    const speed =
      "message" in trial ? trial.message.default_message : (trial.bytesPerSecond / 1e6).toFixed(1);
    return [optionsText(trial.options), speed, trial === best ? "best" : ""];
  });
  return tableLines([["OPTIONS", "MB/S", ""], ...rows]);
}

function optionsText(options: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(options).map(([name, value]) => `${name}=${value}`);
  return pairs.length === 0 ? "as given" : pairs.join(" ");
}

/** What to do with the best options, on the command line and in a configuration. */
function adviceLines(best: TuneTrial): readonly string[] {
  if (Object.keys(best.options).length === 0) return ["No further option is needed."];
  return [
    `On the command line:              ${optionArguments(best).join(" ")}`,
    `In the configuration's location:  "options": ${JSON.stringify(best.options)}`,
  ];
}

function optionArguments({ options }: TuneTrial): readonly string[] {
  return Object.entries(options).flatMap(([name, value]) => ["--option", `${name}=${value}`]);
}
