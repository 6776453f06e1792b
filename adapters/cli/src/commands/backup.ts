import { resolve } from "node:path";
import { type BackupRequest, directoryPart, type FrameCodec, type VerifyExtent } from "@holdfast/core";
import { type Command, Option } from "commander";
import { useCore } from "../core.ts";
import type { ExitCode } from "../exit-code.ts";
import { given } from "../options/given.ts";
import { addLocationOptions, type LocationOptions, locationRequest } from "../options/location.ts";
import { collect, wholeNumber } from "../options/option-values.ts";
import { addFollowOption } from "../options/output.ts";
import { encryptPassword, findSecret } from "../options/secrets.ts";
import type { Act, Session } from "./command.ts";
import { followJob } from "./follow-job.ts";

interface BackupOptions extends LocationOptions {
  readonly to: string;
  readonly system?: string;
  readonly part: string;
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
    .argument("<path...>", "what to back up; members drop the leading slash, as GNU tar's do")
    .requiredOption("--to <url>", "location, such as sftp://host/directory or file:///directory")
    .option("--system <name>", "the name to store it under; this host's name by default")
    .option("--part <id>", "the id of the part that the paths make", "common")
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
  addLocationOptions(command);
  addFollowOption(command);
  command.action((paths: readonly string[], options: BackupOptions) =>
    act((session) => backUp(paths, options, session)),
  );
}

async function backUp(paths: readonly string[], options: BackupOptions, session: Session): Promise<ExitCode> {
  const request = given<BackupRequest>({
    location: await locationRequest(options.to, options),
    password: await findSecret(encryptPassword(options.encryptPasswordFile)),
    recipients: options.recipient,
    comment: options.comment,
    compression: options.compression,
    level: options.level,
    verify: options.verify,
    adopt: options.adopt,
  });
  const part = directoryPart({ id: options.part, roots: paths.map((path) => resolve(path)) });
  return useCore(
    session.interrupts,
    { system: options.system, parts: [part], output: session.output },
    (core) => followJob(core.backUp(request), session),
  );
}
