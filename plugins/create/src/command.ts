import { relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { CreateError } from "./create-error.ts";
import { namesOf } from "./plugin-names.ts";
import { writePlugin } from "./write-plugin.ts";

const usage = `Usage: npm create @holdfast/location -- TYPE [--directory DIRECTORY]

Writes a location plugin for Holdfast that works and passes the conformance kit as it is;
what is its own is then put in place of the memory that stands for a server.

TYPE                    the location type, which is also the scheme of its URLs, such as tape
--directory DIRECTORY   where it goes, a new or empty directory; by default holdfast-location-TYPE
--help                  this text
`;

/** What the command has around it. */
export interface Surroundings {
  /** The working directory. */
  readonly directory: string;
  readonly out: { write(text: string): unknown };
  readonly err: { write(text: string): unknown };
}

/** @returns the exit code: 0 done, 1 not written, 2 a wrong command line */
export async function runCommand(
  args: readonly string[],
  { directory, out, err }: Surroundings,
): Promise<number> {
  const given = parsed(args);
  if (typeof given === "string") {
    err.write(`${given}\n\n${usage}`);
    return 2;
  }
  if (given.help) {
    out.write(usage);
    return 0;
  }
  try {
    const names = namesOf(given.type);
    const target = resolve(directory, given.directory ?? names.packageName);
    const files = await writePlugin(target, names);
    const shown = relative(directory, target) || ".";
    out.write(
      [
        `A location plugin for ${names.upper} is in ${shown}:`,
        ...files.map((file) => `  ${file}`),
        "",
        "Next:",
        ...(shown === "." ? [] : [`  cd ${shown}`]),
        "  npm install",
        "  npm test          the conformance kit, which passes now and should go on doing so",
        "",
        "Then put your protocol in place of src/server.ts. It has no licence yet: choose one, and name it in package.json.",
        "",
      ].join("\n"),
    );
    return 0;
  } catch (error) {
    if (!(error instanceof CreateError)) throw error;
    err.write(`${error.message} (${error.id})\n`);
    return error.id === "holdfast.create.bad-name" || error.id === "holdfast.create.taken" ? 2 : 1;
  }
}

type Given = { help: true } | { help: false; type: string; directory: string | undefined };

/** @returns what was given, or what is wrong with it */
function parsed(args: readonly string[]): Given | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { directory: { type: "string" }, help: { type: "boolean", short: "h" } },
    });
    if (values.help === true) return { help: true };
    const [type, ...more] = positionals;
    if (type === undefined) return "The location type is missing.";
    if (more.length > 0) return `One location type at a time: ${more.join(", ")} is too much.`;
    return { help: false, type, directory: values.directory };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
