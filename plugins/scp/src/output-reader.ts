import { LocationError } from "@holdfast/contract";
import { printable } from "@holdfast/contract/peer";
import type { RemoteCommand } from "./remote-command.ts";

const lineFeed = 0x0a;

/** Takes the output of a command apart. */
export class OutputReader {
  readonly #command: RemoteCommand;
  #rest: Buffer = Buffer.alloc(0);

  constructor(command: RemoteCommand) {
    this.#command = command;
  }

  /** The next byte; `undefined` at the end. */
  async byte(): Promise<number | undefined> {
    const piece = await this.piece(1);
    return piece?.[0];
  }

  /**
   * The next line, without its end.
   *
   * @param most how many bytes it may have
   * @throws LocationError `protocol` when it is longer, or the output ends before it does
   */
  async line(most: number): Promise<string> {
    const end = (await this.#upTo(lineFeed, most)) ?? this.#rest.length;
    const line = this.#rest.subarray(0, end);
    if (end === this.#rest.length) throw unexpectedOutput(line.toString("utf8"));
    this.#rest = this.#rest.subarray(end + 1);
    return line.toString("utf8");
  }

  /**
   * The bytes up to the next terminator, without it; `undefined` at the end.
   *
   * @throws LocationError `protocol` when there are more than `most`, or the last ones have no terminator
   */
  async record(terminator: number, most: number): Promise<Buffer | undefined> {
    const end = await this.#upTo(terminator, most);
    if (end === undefined) {
      if (this.#rest.length > 0) throw unexpectedOutput(this.#rest.toString("utf8"));
      return undefined;
    }
    const record = this.#rest.subarray(0, end);
    this.#rest = this.#rest.subarray(end + 1);
    return record;
  }

  /** The next bytes, as many as there are but no more than that; `undefined` at the end. */
  async piece(most: number): Promise<Buffer | undefined> {
    const available = this.#rest.length > 0 ? this.#rest : await this.#command.read();
    if (available === undefined || available.length <= most) {
      this.#rest = Buffer.alloc(0);
      return available;
    }
    this.#rest = available.subarray(most);
    return available.subarray(0, most);
  }

  /**
   * All that is left.
   *
   * @throws LocationError `protocol` when there is more than `most`
   */
  async all(most: number): Promise<string> {
    const pieces: Buffer[] = [];
    let length = 0;
    for (let next = await this.piece(most); next !== undefined; next = await this.piece(most)) {
      pieces.push(next);
      length += next.length;
      if (length > most) throw unexpectedOutput(Buffer.concat(pieces).toString("utf8"));
    }
    return Buffer.concat(pieces).toString("utf8");
  }

  /** Reads on until the rest has the byte, and gives its index; `undefined` when the output ends before. */
  async #upTo(byte: number, most: number): Promise<number | undefined> {
    for (let seen = 0; ;) {
      const at = this.#rest.indexOf(byte, seen);
      if (at !== -1 && at <= most) return at;
      if (this.#rest.length > most) throw unexpectedOutput(this.#rest.toString("utf8"));
      seen = this.#rest.length;
      const next = await this.#command.read();
      if (next === undefined) return undefined;
      this.#rest = seen === 0 ? next : Buffer.concat([this.#rest, next]);
    }
  }
}

/** The error for output that a command does not have. */
export function unexpectedOutput(text: string): LocationError {
  return new LocationError({
    code: "protocol",
    retry: "never",
    message: `The server's answer begins with “${printable(text)}”, which is not expected; does a login script of that account print text?`,
  });
}
