import { Secret } from "@holdfast/contract";
import type { ArchiveKey, ArchiveRequest } from "@holdfast/core";
import { type Command, Option } from "commander";
import type { Appliance } from "../appliance.ts";
import { usageError } from "../output/messages.ts";
import { addConfigOption } from "./appliance.ts";
import { given } from "./given.ts";
import type { LocationOptions } from "../location-options.ts";
import { addLocationOptions, chooseLocation, locationRequest } from "./location.ts";
import { encryptPassword, findSecret } from "./secrets.ts";
import { readTextFile } from "./text-file.ts";

/** The options of commands that read an archive. */
export interface ArchiveOptions extends LocationOptions {
  readonly from?: string;
  readonly config?: string;
  readonly system?: string;
  readonly encryptPasswordFile?: string;
  readonly identity?: string;
  readonly allowUnsealed?: boolean;
}

/** Adds the argument and the options of {@link ArchiveOptions}. */
export function addArchiveOptions(command: Command): void {
  command
    .argument("<archive>", "the archive's name as `holdfast list` shows it, or latest")
    .option("--from <url>", "location of the archive, or the name of one in the configuration")
    .option("--system <name>", "the system that made it; this host's name by default")
    .option("--encrypt-password-file <file>", "file with the backup password; - is standard input")
    .addOption(
      new Option("--identity <file>", "age identity file of a recipient, instead of the password").conflicts(
        "encryptPasswordFile",
      ),
    )
    .option("--allow-unsealed", "read an archive that is not sealed although a key is given");
  addConfigOption(command);
  addLocationOptions(command);
}

/** The request that arguments and options make. Reads the files that they name. */
export async function archiveRequest(
  archive: string,
  options: ArchiveOptions,
  appliance: Appliance,
): Promise<ArchiveRequest> {
  const from = chooseLocation("--from", options.from, appliance);
  return given<ArchiveRequest>({
    location: await locationRequest(from, options, appliance),
    system: options.system,
    archive,
    key: await readKey(options, appliance),
    allowUnsealed: options.allowUnsealed,
  });
}

async function readKey(
  { identity, encryptPasswordFile }: ArchiveOptions,
  appliance: Appliance,
): Promise<ArchiveKey | undefined> {
  if (identity !== undefined) return { identities: await readIdentities(identity) };
  const password = await findSecret(encryptPassword(encryptPasswordFile, appliance));
  return password === undefined ? undefined : { password };
}

/** An identity file as age defines it: one identity a line, empty lines and comments with `#`. */
async function readIdentities(path: string): Promise<readonly Secret[]> {
  const text = await readTextFile("--identity", path);
  const identities: Secret[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === "" || line.startsWith("#")) continue;
    if (!/^AGE-SECRET-KEY-1[0-9A-Z]+$/.test(line)) {
      throw usageError("holdfast.cli.not-an-identity", path, index + 1);
    }
    identities.push(new Secret(line));
  }
  if (identities.length === 0) throw usageError("holdfast.cli.no-identity", path);
  return identities;
}
