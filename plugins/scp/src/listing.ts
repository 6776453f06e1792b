import { type EntryInfo, type ListedEntry, LocationError } from "@holdfast/contract";
import type { CommandHost } from "./command-host.ts";
import { commandError, isAbsence } from "./errors.ts";
import { OutputReader } from "./output-reader.ts";
import { scriptLine } from "./shell.ts";

/** No location has more names in one directory; a server that goes on for ever is stopped here. */
const mostEntries = 2_000_000;

/** NAME_MAX is 255 bytes on usual file systems, 1,023 on some. */
const mostName = 1024;

/** One record for each name: its kind, the name, NUL. Names may have line feeds in them, so that lines would not do. */
const enumerate = [
  `(cd "$1" && [ -r . ]) 2>/dev/null || { ls "$1/." >/dev/null; exit 1; }`,
  `cd "$1"`,
  `for name in * .[!.]* ..?*`,
  `do if [ -h "$name" ]; then kind=o`,
  `elif [ -d "$name" ]; then kind=d`,
  `elif [ -f "$name" ]; then kind=f`,
  `elif [ -e "$name" ]; then kind=o`,
  `else continue`,
  `fi`,
  `printf "%s%s\\0" "$kind" "$name"`,
  `done`,
  `exit 0`,
].join("; ");

const kinds: Readonly<Record<string, EntryInfo["kind"]>> = { d: "directory", f: "file", o: "other" };
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The command line that lists a directory. */
export function listingLine(directory: string): string {
  return scriptLine(enumerate, directory);
}

/**
 * One directory level; nothing for a directory that is not there. Names that are
 * no UTF-8, or that no path may contain, are left out.
 */
export async function* listDirectory(
  host: CommandHost,
  directory: string,
  signal: AbortSignal,
): AsyncGenerator<ListedEntry> {
  const doing = `list ${directory}`;
  const command = await host.start(listingLine(directory), signal);
  try {
    const reader = new OutputReader(command);
    for (let seen = 0; ; seen += 1) {
      const record = await reader.record(0, mostName);
      if (record === undefined) break;
      if (seen === mostEntries) throw tooMany(doing);
      const entry = listed(record);
      if (entry === undefined) continue;
      yield entry;
      signal.throwIfAborted();
    }
    const exit = await command.exit();
    if (exit.code !== 0 && !isAbsence(exit)) throw commandError(doing, exit);
  } finally {
    host.kill(command);
  }
}

function listed(record: Buffer): ListedEntry | undefined {
  const kind = kinds[record.toString("latin1", 0, 1)];
  const name = decoded(record.subarray(1));
  if (kind === undefined || name === undefined) return undefined;
  return name === "" || name === "." || name === ".." || /[\p{Cc}/\\]/u.test(name)
    ? undefined
    : { name, kind };
}

function decoded(name: Buffer): string | undefined {
  try {
    return utf8.decode(name);
  } catch {
    return undefined;
  }
}

function tooMany(doing: string): LocationError {
  return new LocationError({
    code: "protocol",
    retry: "never",
    message: `Could not ${doing}: the server named more than ${mostEntries} entries.`,
  });
}
