import {
  capabilities,
  type Capabilities,
  type EntryInfo,
  type GetOptions,
  type ListedEntry,
  LocationError,
  type OperationOptions,
} from "@holdfast/contract";
import { pathBelow } from "@holdfast/location-sftp/ssh";
import type { Readable } from "node:stream";
import type { CommandHost } from "./command-host.ts";
import { Download } from "./download.ts";
import { commandError, isAbsence } from "./errors.ts";
import { listDirectory } from "./listing.ts";
import { OutputReader, unexpectedOutput } from "./output-reader.ts";
import { parseAvailable, parseEntry } from "./protocol/command-output.ts";
import type { Exit } from "./remote-command.ts";
import type { Companion } from "./scp-session.ts";
import { scriptLine } from "./shell.ts";

/** One line with a path of the longest kind, and some more. */
const mostOutput = 16 * 1024;

const look = `ls -Lnd "$1"`;

/** $2: the first byte, counted from 1; $3: how many bytes, or nothing for all. */
const send = `ls -Lnd "$1" || exit 1; if [ -n "$3" ]; then tail -c "+$2" <"$1" | head -c "$3"; else tail -c "+$2" <"$1"; fi`;

const remove = `if [ -d "$1" ] && [ ! -h "$1" ]; then rmdir "$1"; else rm -f "$1"; fi`;

const rename = `if [ -d "$2" ]; then printf "%s: Is a directory\\n" "$2" >&2; exit 1; fi; mv -f "$1" "$2"`;

/** Of the file system that a directory lies in or would lie in. */
const measure = `there=$1; while [ ! -e "$there" ]; do there=$(dirname "$there"); done; df -P -k "$there"`;

/** The command lines of {@link CommandSession}. */
const commandLines = {
  look: (path: string): string => scriptLine(look, path),
  send: (path: string, offset: number, length: number): string =>
    scriptLine(send, path, String(offset + 1), Number.isFinite(length) ? String(length) : ""),
  remove: (path: string): string => scriptLine(remove, path),
  rename: (from: string, to: string): string => scriptLine(rename, from, to),
  measure: (directory: string): string => scriptLine(measure, directory),
} as const;

/** What an SCP session does beside moving whole files, by commands of a POSIX system. */
export class CommandSession implements Companion {
  readonly capabilities: Capabilities;
  readonly #host: CommandHost;
  readonly #directory: string;

  /** @param ranges whether the server has programs that cut files */
  constructor(host: CommandHost, directory: string, ranges: boolean) {
    this.#host = host;
    this.#directory = directory;
    this.capabilities = capabilities({
      read: true,
      readFromOffset: ranges,
      list: true,
      remove: true,
      atomicRename: true,
      freeSpace: true,
      operationsPerSession: 1,
      sessions: 4,
    });
  }

  async stat(path: string, { signal }: OperationOptions): Promise<EntryInfo | undefined> {
    const at = pathBelow(this.#directory, path);
    const { output, exit } = await this.#run(commandLines.look(at), signal);
    if (exit.code !== 0 && isAbsence(exit)) return undefined;
    if (exit.code !== 0) throw commandError(`look for ${at}`, exit);
    return entryOf(output);
  }

  /** A part of a file. */
  async get(path: string, { signal, offset = 0, length = Infinity }: GetOptions): Promise<Readable> {
    const at = pathBelow(this.#directory, path);
    const doing = `read ${at}`;
    if (!this.capabilities.readFromOffset) throw noRanges(doing);
    const command = await this.#host.start(commandLines.send(at, offset, length), signal);
    try {
      const reader = new OutputReader(command);
      const first = await reader.record(0x0a, mostOutput);
      if (first === undefined) throw commandError(doing, await command.exit());
      const { kind, size = 0 } = entryOf(first.toString("utf8"));
      if (kind !== "file") throw noFile(doing);
      const confirm = async (): Promise<void> => {
        const exit = await command.exit();
        if (exit.code !== 0) throw commandError(doing, exit);
      };
      const wanted = Math.min(length, Math.max(0, size - offset));
      return new Download({ host: this.#host, command, reader, size: wanted, doing, confirm }, signal);
    } catch (error) {
      this.#host.kill(command);
      throw error;
    }
  }

  list(directory: string, { signal }: OperationOptions): AsyncIterable<ListedEntry> {
    return listDirectory(this.#host, pathBelow(this.#directory, directory), signal);
  }

  async remove(path: string, { signal }: OperationOptions): Promise<void> {
    const at = pathBelow(this.#directory, path);
    const { exit } = await this.#run(commandLines.remove(at), signal);
    if (exit.code !== 0 && !isAbsence(exit)) throw commandError(`remove ${at}`, exit);
  }

  async rename(from: string, to: string, { signal }: OperationOptions): Promise<void> {
    const [old, wanted] = [pathBelow(this.#directory, from), pathBelow(this.#directory, to)];
    const { exit } = await this.#run(commandLines.rename(old, wanted), signal);
    if (exit.code !== 0) throw commandError(`rename ${old} to ${wanted}`, exit);
  }

  async freeSpace({ signal }: OperationOptions): Promise<number> {
    const { output, exit } = await this.#run(commandLines.measure(this.#directory), signal);
    if (exit.code !== 0) throw commandError("ask for the free space", exit);
    const available = parseAvailable(output);
    if (available === undefined) throw unexpectedOutput(output);
    return available;
  }

  close(): Promise<void> {
    return this.#host.connection.close();
  }

  async #run(line: string, signal: AbortSignal): Promise<{ output: string; exit: Exit }> {
    const command = await this.#host.start(line, signal);
    try {
      const output = await new OutputReader(command).all(mostOutput);
      return { output, exit: await command.exit() };
    } catch (error) {
      this.#host.kill(command);
      throw error;
    }
  }
}

function entryOf(line: string): EntryInfo {
  const entry = parseEntry(line);
  if (entry === undefined) throw unexpectedOutput(line);
  return entry;
}

function noRanges(doing: string): LocationError {
  return new LocationError({
    code: "unsupported",
    retry: "never",
    message: `Could not ${doing}: the server has neither SFTP nor tail and head, with which a part of a file could be read.`,
  });
}

function noFile(doing: string): LocationError {
  return new LocationError({
    code: "not-found",
    retry: "never",
    message: `Could not ${doing}: it is not a file.`,
  });
}
