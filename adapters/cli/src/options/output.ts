import type { Command } from "commander";
import { jsonOutput } from "../output/json-output.ts";
import type { Output } from "../output/output.ts";
import { peopleOutput } from "../output/people-output.ts";

/** Adds `--json`. */
export function addJsonOption(command: Command): void {
  command
    .optionsGroup("Output:")
    .option("--json", "print the result, or the error, as one JSON value on stdout");
}

/** Adds `--json` and `--follow`. */
export function addFollowOption(command: Command): void {
  addJsonOption(command);
  command.option("--follow", "print events as JSON lines before it; implies --json");
}

/** The output that a command line asks for, also one that is wrong otherwise. */
export function chooseOutput(args: readonly string[]): Output {
  const end = args.indexOf("--");
  const options = args.slice(0, end === -1 ? args.length : end);
  const follow = options.includes("--follow");
  return follow || options.includes("--json") ? jsonOutput(follow) : peopleOutput();
}
