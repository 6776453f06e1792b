import { LocationError } from "@holdfast/contract";
import { Readable } from "node:stream";
import type { CommandHost } from "./command-host.ts";
import { commandError, cutShort, scpError } from "./errors.ts";
import { OutputReader, unexpectedOutput } from "./output-reader.ts";
import { parseFileHeader } from "./protocol/file-header.ts";
import { interpretReply, readReply, replyCode } from "./protocol/reply.ts";
import type { RemoteCommand } from "./remote-command.ts";
import { quoted } from "./shell.ts";

/** The longest header of a file: a name and some numbers. */
const mostHeader = 16 * 1024;
const headerStart = 0x43; // C

/** Content that a command sends, and what comes after it. */
export interface Content {
  readonly host: CommandHost;
  readonly command: RemoteCommand;
  readonly reader: OutputReader;
  /** Bytes that belong to it. */
  readonly size: number;
  /** For messages. */
  readonly doing: string;
  /** Hears after the last byte whether the server sent them all. @throws LocationError */
  confirm(): Promise<void>;
}

/** The command line that sends a file. */
function sendingLine(path: string): string {
  return `scp -f ${quoted(path)}`;
}

/** A whole file by `scp -f`. @throws LocationError; or the signal's reason */
export async function download(host: CommandHost, path: string, signal: AbortSignal): Promise<Readable> {
  const doing = `read ${path}`;
  const command = await host.start(sendingLine(path), signal);
  try {
    const reader = new OutputReader(command);
    await command.write(Buffer.of(replyCode.ok));
    const size = await announcedSize(command, reader, doing);
    await command.write(Buffer.of(replyCode.ok));
    const confirm = async (): Promise<void> => {
      const reply = await readReply(reader);
      if (reply === "ended") throw commandError(doing, await command.exit());
      // The bytes that it could not read have been replaced by zeros.
      if (reply !== "ok") throw damaged(scpError(doing, reply.error));
      await command.write(Buffer.of(replyCode.ok));
      const exit = await command.exit();
      if (exit.code !== 0) throw commandError(doing, exit);
    };
    return new Download({ host, command, reader, size, doing, confirm }, signal);
  } catch (error) {
    host.kill(command);
    throw error;
  }
}

async function announcedSize(command: RemoteCommand, reader: OutputReader, doing: string): Promise<number> {
  const start = await reader.byte();
  if (start === undefined) throw commandError(doing, await command.exit());
  if (start !== headerStart) {
    const reply = await interpretReply(reader, start);
    if (typeof reply === "object") throw scpError(doing, reply.error);
    throw unexpectedOutput("\0");
  }
  const line = await reader.line(mostHeader);
  const header = parseFileHeader(line);
  if (header === undefined) throw unexpectedOutput(`C${line}`);
  return header.size;
}

/** The bytes of a file as a command sends them, and no faster than they are read. */
export class Download extends Readable {
  readonly #content: Content;
  readonly #signal: AbortSignal;
  #missing: number;
  readonly #abort = (): void => void this.destroy(this.#signal.reason as Error);

  constructor(content: Content, signal: AbortSignal) {
    super({ highWaterMark: 64 * 1024 });
    this.#content = content;
    this.#signal = signal;
    this.#missing = content.size;
    // An abort before the reader has its own listener must not end the process.
    this.on("error", () => {});
    signal.addEventListener("abort", this.#abort, { once: true });
    if (signal.aborted) this.#abort();
  }

  override _read(): void {
    this.#next().then(
      (piece) => this.push(piece),
      (error: unknown) => this.destroy(error as Error),
    );
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#signal.removeEventListener("abort", this.#abort);
    const { host, command } = this.#content;
    host.kill(command);
    callback(error);
  }

  async #next(): Promise<Buffer | null> {
    const { reader, command, doing } = this.#content;
    if (this.#missing === 0) {
      await this.#content.confirm();
      return null;
    }
    const piece = await reader.piece(this.#missing);
    if (piece === undefined) {
      const exit = await command.exit();
      throw exit.code === 0 ? cutShort(doing, this.#missing) : commandError(doing, exit);
    }
    this.#missing -= piece.length;
    return piece;
  }
}

function damaged(cause: LocationError): LocationError {
  return new LocationError({
    code: "corrupt",
    retry: "same-session",
    message: `${cause.message} What came of it is not its content.`,
    cause,
  });
}
