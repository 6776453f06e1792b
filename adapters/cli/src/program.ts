import { Command } from "commander";
import { defineBackup } from "./commands/backup.ts";
import { defineCheck } from "./commands/check.ts";
import type { Act } from "./commands/command.ts";
import { defineExport } from "./commands/export.ts";
import { defineJobs } from "./commands/jobs.ts";
import { defineList } from "./commands/list.ts";
import { defineParts } from "./commands/parts.ts";
import { definePlugins } from "./commands/plugins.ts";
import { definePrune } from "./commands/prune.ts";
import { defineRekey } from "./commands/rekey.ts";
import { defineRestore } from "./commands/restore.ts";
import { defineSchedules } from "./commands/schedules.ts";
import { defineServe } from "./commands/serve.ts";
import { defineShow } from "./commands/show.ts";
import { defineTune } from "./commands/tune.ts";
import { defineUser } from "./commands/user.ts";
import { defineVerify } from "./commands/verify.ts";
import { type ExitCode, exitCodes } from "./exit-code.ts";
import { reportError } from "./failure.ts";
import { Interrupts } from "./interrupts.ts";
import { chooseOutput } from "./options/output.ts";
import { refuseSharedStandardInput } from "./options/standard-input.ts";
import { version } from "./release.ts";

const definitions = [
  defineBackup,
  defineList,
  defineShow,
  defineVerify,
  defineRestore,
  defineRekey,
  definePrune,
  defineExport,
  defineCheck,
  defineTune,
  defineServe,
  defineUser,
  defineParts,
  defineJobs,
  defineSchedules,
  definePlugins,
];

/** Runs the command that the arguments name. Never rejects: what went wrong is told. */
export async function run(args: readonly string[]): Promise<ExitCode> {
  const output = chooseOutput(args);
  // What is thrown outside of the command's own course leaves it in an unknown state.
  process.once("uncaughtException", (error) => process.exit(reportError(error, output)));
  let code: ExitCode = exitCodes.done;
  const program = commandLine(async (work) => {
    code = await work({ output, interrupts: new Interrupts() });
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    return reportError(error, output);
  }
}

function commandLine(act: Act): Command {
  const program = new Command("holdfast")
    .description("Backs up files to a location, and proves that they can be restored.")
    .version(version)
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .hook("preAction", (_program, command) => refuseSharedStandardInput(command.opts()));
  for (const define of definitions) define(program, act);
  return program;
}
