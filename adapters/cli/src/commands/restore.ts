import { resolve } from "node:path";
import type { RestoreRequest } from "@holdfast/core";
import type { Command } from "commander";
import { useCore } from "../core.ts";
import type { ExitCode } from "../exit-code.ts";
import { chooseAppliance } from "../options/appliance.ts";
import { addArchiveOptions, type ArchiveOptions, archiveRequest } from "../options/archive.ts";
import { given } from "../options/given.ts";
import { collect } from "../options/option-values.ts";
import { addFollowOption } from "../options/output.ts";
import type { Act, Session } from "./command.ts";
import { followJob } from "./follow-job.ts";

interface RestoreOptions extends ArchiveOptions {
  readonly target: string;
  readonly path?: readonly string[];
  readonly keepSpecialModes?: boolean;
}

/** Adds `holdfast restore`. */
export function defineRestore(program: Command, act: Act): void {
  const command = program
    .command("restore")
    .description("restore an archive, or some of its files, into a directory")
    .requiredOption("--target <directory>", "an empty or new directory; nothing is written outside of it")
    .option("--path <path>", "only this file or directory, as it was backed up; may be repeated", collect)
    .option("--keep-special-modes", "keep setuid, setgid and sticky bits");
  addArchiveOptions(command);
  addFollowOption(command);
  command.action((archive: string, options: RestoreOptions) =>
    act((session) => restore(archive, options, session)),
  );
}

async function restore(archive: string, options: RestoreOptions, session: Session): Promise<ExitCode> {
  const appliance = await chooseAppliance(options);
  const { target, path: paths, keepSpecialModes } = options;
  const request = given<RestoreRequest>({
    ...(await archiveRequest(archive, options, appliance)),
    target: resolve(target),
    paths,
    keepSpecialModes,
  });
  return useCore(session.interrupts, { appliance, output: session.output }, (core) =>
    followJob(core.restore(request), session),
  );
}
