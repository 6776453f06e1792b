import { resolve } from "node:path";
import {
  type BackupRequest,
  directoryPart,
  type FrameCodec,
  type Part,
  type VerifyExtent,
} from "@holdfast/core";
import { type Command, Option } from "commander";
import { useCore } from "../core.ts";
import type { ExitCode } from "../exit-code.ts";
import { usageError } from "../output/messages.ts";
import { given } from "../options/given.ts";
import { addConfigOption, chooseAppliance } from "../options/appliance.ts";
import type { LocationOptions } from "../location-options.ts";
import { addLocationOptions, chooseLocation, locationRequest } from "../options/location.ts";
import { collect, wholeNumber } from "../options/option-values.ts";
import { addFollowOption } from "../options/output.ts";
import { encryptPassword, findSecret } from "../options/secrets.ts";
import type { Act, Session } from "./command.ts";
import { followJob } from "./follow-job.ts";

interface BackupOptions extends LocationOptions {
  readonly to?: string;
  readonly config?: string;
  readonly system?: string;
  readonly part?: readonly string[];
  readonly comment?: string;
  readonly compression?: FrameCodec;
  readonly level?: number;
  readonly verify?: VerifyExtent;
  readonly encryptPasswordFile?: string;
  readonly recipient?: readonly string[];
  readonly adopt?: boolean;
}

/** Adds `holdfast backup`. */
export function defineBackup(program: Command, act: Act): void {
  const command = program
    .command("backup")
    .description("back up files and directories to a location")
    .argument("[path...]", "what to back up; members drop the leading slash, as GNU tar's do")
    .option("--to <url>", "location, such as sftp://host/directory, or the name of one in the configuration")
    .option("--system <name>", "the name to store it under; this host's name by default")
    .option(
      "--part <id>",
      "an optional part of the configuration; or the id that the paths get, common",
      collect,
    )
    .option("--comment <text>", "comment on the archive, shown by `holdfast list`")
    .addOption(new Option("--compression <codec>", "zstd by default").choices(["zstd", "gzip", "none"]))
    .option("--level <number>", "compression level: 1 by default for zstd, 6 for gzip", wholeNumber)
    .addOption(
      new Option("--verify <extent>", "what is read back, full by default").choices([
        "full",
        "sample",
        "none",
      ]),
    )
    .option("--encrypt-password-file <file>", "file with the password that seals it; - is standard input")
    .option("--recipient <key>", "age1… of who can open it, beside the password; may be repeated", collect)
    .option("--adopt", "go on where another system's archives lie under this name");
  addConfigOption(command);
  addLocationOptions(command);
  addFollowOption(command);
  command.action((paths: readonly string[], options: BackupOptions) =>
    act((session) => backUp(paths, options, session)),
  );
}

async function backUp(paths: readonly string[], options: BackupOptions, session: Session): Promise<ExitCode> {
  const appliance = await chooseAppliance(options);
  const what = chooseParts(paths, options);
  const to = chooseLocation("--to", options.to, appliance);
  const request = given<BackupRequest>({
    location: await locationRequest(to, options, appliance),
    parts: what.parts === undefined ? options.part : undefined,
    password: await findSecret(encryptPassword(options.encryptPasswordFile, appliance)),
    recipients: options.recipient,
    comment: options.comment,
    compression: options.compression,
    level: options.level,
    verify: options.verify,
    adopt: options.adopt,
  });
  return useCore(session.interrupts, { appliance, ...what, output: session.output }, (core) =>
    followJob(core.backUp(request), session),
  );
}

/** The paths as a part; or nothing, when the configuration's parts are meant. */
function chooseParts(
  paths: readonly string[],
  { config, part: ids = [] }: BackupOptions,
): { readonly parts?: readonly Part[] } {
  if (paths.length === 0) {
    if (config === undefined) throw usageError("holdfast.cli.usage", "it names nothing to back up");
    return {};
  }
  if (config !== undefined) throw usageError("holdfast.cli.paths-and-config");
  const [id = "common", ...more] = ids;
  if (more.length > 0) throw usageError("holdfast.cli.usage", "the paths are one part and have one --part");
  return { parts: [directoryPart({ id, roots: paths.map((path) => resolve(path)) })] };
}
