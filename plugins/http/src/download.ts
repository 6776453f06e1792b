import { Readable } from "node:stream";
import { brokenProtocol } from "./connection-errors.ts";
import { pathError, statusError } from "./errors.ts";
import type { Answer } from "./protocol/answer.ts";
import type { HttpClient } from "./protocol/http-client.ts";
import type { HttpServer } from "./protocol/http-server.ts";
import { isDirectoryRedirect } from "./protocol/redirect.ts";

/** Which bytes to get; all from `offset` to the end without a `length`. */
export interface Range {
  readonly offset: number;
  readonly length: number | undefined;
}

/** Which bytes of an answer's body were asked for. */
interface Wanted {
  readonly skip: number;
  readonly take: number;
  /** How many bytes the body must have, where the server has said so beside its length. */
  readonly exactly?: number;
}

/**
 * The bytes of a file, or of a range of it.
 *
 * @throws LocationError `not-found`, also for a directory
 */
export async function download(
  client: HttpClient,
  path: string,
  range: Range,
  doing: string,
  signal: AbortSignal,
): Promise<Readable> {
  const method = range.length === 0 ? "HEAD" : "GET";
  const answer = await client.send({ method, path, headers: rangeHeader(range) }, signal);
  try {
    if (isDirectoryRedirect(client.server, answer)) throw pathError("not-found", doing, "it is a directory");
    const wanted = wantedOf(client.server, answer, range, doing);
    if (wanted !== undefined) return new Download(client.server, answer, wanted, signal);
    await answer.discard();
    return Readable.from([]);
  } catch (error) {
    answer.drop();
    throw error;
  }
}

function rangeHeader({ offset, length }: Range): Readonly<Record<string, string>> {
  if (length === 0 || (offset === 0 && length === undefined)) return {};
  return { Range: `bytes=${offset}-${length === undefined ? "" : offset + length - 1}` };
}

/** @returns `undefined` for no bytes at all */
function wantedOf(server: HttpServer, answer: Answer, range: Range, doing: string): Wanted | undefined {
  const { offset, length = Infinity } = range;
  const isRange = offset > 0 || length !== Infinity;
  if (answer.status === 416 && isRange) return undefined;
  if (answer.status === 206 && isRange && length > 0) return wholeRange(server, answer, offset, length);
  if (answer.status !== 200) throw statusError(answer, doing);
  if (length === 0) return undefined;
  if (!answer.endIsKnown) throw pathError("unsupported", doing, "the server does not say where a file ends");
  // Ranges are a server's choice (RFC 9110 §14.2): this one sends the whole file.
  return { skip: offset, take: length };
}

/** @throws LocationError `protocol` when the server sends another range than was asked for */
function wholeRange(server: HttpServer, answer: Answer, offset: number, length: number): Wanted {
  const written = answer.headers["content-range"] ?? "";
  const [, first, last, total] = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/i.exec(written) ?? [];
  const end = Number(last) + 1;
  const reachesItsEnd = end === offset + length || (end === Number(total) && end <= offset + length);
  if (Number(first) !== offset || !reachesItsEnd || (answer.length ?? end - offset) !== end - offset) {
    throw brokenProtocol(
      server.name,
      `the server was asked for the range from ${offset} to ${offset + length} and sends “${written.slice(0, 80)}”`,
    );
  }
  return { skip: 0, take: Infinity, exactly: end - offset };
}

/** The wanted bytes of an answer, read no further while the reader does not keep up. */
class Download extends Readable {
  readonly #server: HttpServer;
  readonly #answer: Answer;
  readonly #wanted: Wanted;
  readonly #signal: AbortSignal;
  /** Bytes that are left out before the first wanted one. */
  #skip: number;
  #given = 0;
  readonly #abort = (): void => void this.destroy(this.#signal.reason as Error);

  constructor(server: HttpServer, answer: Answer, wanted: Wanted, signal: AbortSignal) {
    super();
    this.#server = server;
    this.#answer = answer;
    this.#wanted = wanted;
    this.#signal = signal;
    this.#skip = wanted.skip;
    // An abort before the reader has its own listener must not end the process.
    this.on("error", () => {});
    signal.addEventListener("abort", this.#abort, { once: true });
    if (signal.aborted) this.#abort();
    answer
      .receive((data) => this.#take(data))
      .then(
        () => this.#onBodyEnd(),
        (error: unknown) => this.#isWhole || this.destroy(error as Error),
      );
  }

  override _read(): void {
    this.#answer.resume();
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#signal.removeEventListener("abort", this.#abort);
    this.#answer.drop();
    callback(error);
  }

  get #isWhole(): boolean {
    return this.#given === this.#wanted.take;
  }

  /** @returns whether the reader wants more */
  #take(data: Buffer): boolean {
    if (this.destroyed || this.#isWhole) return false;
    const useful = data.subarray(this.#skip, this.#skip + this.#wanted.take - this.#given);
    this.#skip = Math.max(0, this.#skip - data.length);
    this.#given += useful.length;
    const goesOn = useful.length === 0 || this.push(useful);
    if (this.#isWhole) this.push(null);
    return goesOn;
  }

  #onBodyEnd(): void {
    const { exactly } = this.#wanted;
    if (this.destroyed || this.#isWhole) return;
    if (exactly === undefined || this.#given === exactly) return void this.push(null);
    const what = `the server announced ${exactly} bytes and sent ${this.#given}`;
    this.destroy(brokenProtocol(this.#server.name, what));
  }
}
