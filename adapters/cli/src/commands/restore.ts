import { resolve } from "node:path";
import type { ApplianceRestoreRequest, BackupCore, JobHandle, RestoreRequest } from "@holdfast/core";
import { type Command, Option } from "commander";
import type { Appliance } from "../appliance.ts";
import { useCore } from "../core.ts";
import type { ExitCode } from "../exit-code.ts";
import { chooseAppliance } from "../options/appliance.ts";
import { addArchiveOptions, type ArchiveOptions, archiveRequest } from "../options/archive.ts";
import { given } from "../options/given.ts";
import { collect } from "../options/option-values.ts";
import { addFollowOption } from "../options/output.ts";
import { usageError } from "../output/messages.ts";
import type { Act, Session } from "./command.ts";
import { followJob } from "./follow-job.ts";

interface RestoreOptions extends ArchiveOptions {
  readonly target?: string;
  readonly appliance?: boolean;
  readonly part?: readonly string[];
  readonly ignoreWarnings?: boolean;
  readonly path?: readonly string[];
  readonly keepSpecialModes?: boolean;
}

/** Adds `holdfast restore`. */
export function defineRestore(program: Command, act: Act): void {
  const command = program
    .command("restore")
    .description("restore an archive, or some of its files, into a directory, or into the appliance itself")
    .option("--target <directory>", "an empty or new directory; nothing is written outside of it")
    .addOption(
      new Option("--appliance", "in place of the data of the appliance that --config describes").conflicts([
        "target",
        "path",
        "keepSpecialModes",
      ]),
    )
    .option("--part <id>", "only this part; may be repeated", collect)
    .option("--ignore-warnings", "restore into the appliance although something is left out")
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
  const start = await chooseRestore(archive, options, appliance);
  return useCore(session.interrupts, { appliance, output: session.output }, (core) =>
    followJob(start(core), session),
  );
}

/** What the options ask for: a restore into a directory, or one into the appliance. */
async function chooseRestore(
  archive: string,
  options: RestoreOptions,
  appliance: Appliance,
): Promise<(core: BackupCore) => JobHandle> {
  const { target, appliance: inPlace = false, config, part: parts, path: paths } = options;
  if (target === undefined && !(inPlace && config !== undefined)) {
    throw usageError("holdfast.cli.no-target");
  }
  const request = await archiveRequest(archive, options, appliance);
  if (target === undefined) {
    const { ignoreWarnings } = options;
    const whole = given<ApplianceRestoreRequest>({ ...request, parts, ignoreWarnings });
    return (core) => core.restoreAppliance(whole);
  }
  const { keepSpecialModes } = options;
  const whole = given<RestoreRequest>({
    ...request,
    target: resolve(target),
    parts,
    paths,
    keepSpecialModes,
  });
  return (core) => core.restore(whole);
}
