import type { Command } from "commander";
import { useCore } from "../core.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { chooseAppliance } from "../options/appliance.ts";
import { addArchiveOptions, type ArchiveOptions, archiveRequest } from "../options/archive.ts";
import { addJsonOption } from "../options/output.ts";
import { findSecret, newEncryptPassword } from "../options/secrets.ts";
import { usageError } from "../output/messages.ts";
import type { Act, Session } from "./command.ts";

interface RekeyOptions extends ArchiveOptions {
  readonly newPasswordFile?: string;
}

/** Adds `holdfast rekey`. */
export function defineRekey(program: Command, act: Act): void {
  const command = program
    .command("rekey")
    .description("give an archive another backup password, and touch nothing else of it")
    .option("--new-password-file <file>", "file with the new backup password; - is standard input");
  addArchiveOptions(command);
  addJsonOption(command);
  command.action((archive: string, options: RekeyOptions) =>
    act((session) => rekey(archive, options, session)),
  );
}

async function rekey(
  archive: string,
  options: RekeyOptions,
  { output, interrupts }: Session,
): Promise<ExitCode> {
  const appliance = await chooseAppliance(options);
  const newPassword = await findSecret(newEncryptPassword(options.newPasswordFile));
  if (newPassword === undefined) throw usageError("holdfast.cli.no-new-password");
  const request = { ...(await archiveRequest(archive, options, appliance)), newPassword };
  return useCore(interrupts, { appliance, output }, async (core) => {
    const report = await core.rekey(request);
    output.result(report);
    output.note(`Archive ${report.archive} is opened by the new password now.`);
    return exitCodes.done;
  });
}
