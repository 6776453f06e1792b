import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { type Command, Option } from "commander";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { chooseAppliance } from "../options/appliance.ts";
import { readSecret } from "../options/secrets.ts";
import { usageError } from "../output/messages.ts";
import type { Act, Session } from "./command.ts";

interface UserOptions {
  readonly config: string;
  readonly role: "admin" | "operator" | "read-only";
  readonly passwordFile?: string;
  readonly remove?: boolean;
}

/** Adds `holdfast user`. */
export function defineUser(program: Command, act: Act): void {
  program
    .command("user")
    .description("add a user of the API, or change the user's role and password")
    .argument("<name>", "such as administrator@vsphere.local")
    .requiredOption("--config <file>", "configuration of the appliance")
    .option("--password-file <file>", "file with the user's password; - is standard input")
    .addOption(
      new Option("--role <role>", "admin may do everything, operator may look, read-only may read metrics")
        .choices(["admin", "operator", "read-only"])
        .default("admin"),
    )
    .addOption(new Option("--remove", "remove the user").conflicts("passwordFile"))
    .action((name: string, options: UserOptions) => act((session) => changeUser(name, options, session)));
}

async function changeUser(name: string, options: UserOptions, { output }: Session): Promise<ExitCode> {
  const { role, passwordFile, remove = false } = options;
  const { users: file } = (await chooseAppliance(options)).serve;
  const lines = await linesOf(file);
  const others = lines.filter((line) => line.split(":", 1)[0]?.toLowerCase() !== name.toLowerCase());
  if (remove) {
    if (others.length === lines.length) throw usageError("holdfast.cli.no-user", name, file);
    await write(file, others);
    output.note(`Removed ${name} from ${file}. A running server sees it when it starts again.`);
    return exitCodes.done;
  }
  if (passwordFile === undefined) throw usageError("holdfast.cli.usage", "a user needs --password-file");
  const password = await readSecret("--password-file", passwordFile);
  const { userLine } = await import("@holdfast/rest");
  await write(file, [...others, await userLine(name, role, password)]);
  output.note(
    `Wrote ${name} with the role ${role} to ${file}. A running server sees it when it starts again.`,
  );
  return exitCodes.done;
}

async function linesOf(file: string): Promise<readonly string[]> {
  try {
    return (await readFile(file, "utf8")).split(/\r?\n/).filter((line) => line !== "");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw usageError(
      "holdfast.cli.file-unreadable",
      "The users file",
      file,
      String((error as NodeJS.ErrnoException).code),
    );
  }
}

/** Readable for the owner alone, and never half-written. */
async function write(file: string, lines: readonly string[]): Promise<void> {
  const temporary = `${file}.new`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const handle = await open(temporary, "w", 0o600);
    try {
      await handle.writeFile(lines.map((line) => `${line}\n`).join(""));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    throw usageError(
      "holdfast.cli.file-unwritable",
      "The users file",
      file,
      String((error as NodeJS.ErrnoException).code),
    );
  }
}
