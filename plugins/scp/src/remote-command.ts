import { LocationError } from "@holdfast/contract";
import type { SshConnection } from "@holdfast/location-sftp/ssh";
import type { IdleWatch } from "./idle-watch.ts";

/** Bytes of output that wait here for a slow reader; more waits at the server. */
const mostWaiting = 1024 * 1024;

/** Characters of the standard error that are kept. */
const mostErrorText = 4096;

type Channel = Parameters<Parameters<SshConnection["execute"]>[1]>[0];

/** How a command ended. */
export interface Exit {
  /** `undefined` when a signal ended it. */
  readonly code: number | undefined;
  /** The beginning of what it wrote to its standard error. */
  readonly stderr: string;
}

/** A command that runs on the server. Everything rejects with the signal's reason after an abort. */
export class RemoteCommand {
  readonly #channel: Channel;
  readonly #watch: IdleWatch;
  readonly #output: Buffer[] = [];
  #waitingBytes = 0;
  #isOutputWanted = true;
  #hasOutputEnded = false;
  #stderr = "";
  #code: number | undefined;
  #hasExited = false;
  #isClosed = false;
  readonly #closed = Promise.withResolvers<void>();
  #failure: { readonly reason: unknown } | undefined;
  #wake: () => void = () => {};

  constructor(channel: Channel, watch: IdleWatch, connection: Pick<SshConnection, "whenEnded">) {
    this.#channel = channel;
    this.#watch = watch;
    channel.on("data", (piece: Buffer) => this.#onOutput(piece));
    channel.on("end", () => this.#onOutputEnd());
    channel.on("error", () => {}); // the close says it again
    channel.on("exit", (code: number | null) => this.#onExit(code ?? undefined));
    channel.on("close", () => this.#onClose());
    channel.stderr.on("data", (piece: Buffer) => {
      this.#stderr = (this.#stderr + piece.toString("utf8")).slice(0, mostErrorText);
    });
    const forget = connection.whenEnded((reason) => this.#fail(reason));
    void this.#closed.promise.then(forget);
  }

  /** Resolves when the server has ended it, or the connection is gone. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /** The next piece of its standard output, in memory of its own; `undefined` at the end. */
  async read(): Promise<Buffer | undefined> {
    await this.#until(() => this.#output.length > 0 || this.#hasOutputEnded || this.#isClosed);
    const piece = this.#output.shift();
    this.#waitingBytes -= piece?.length ?? 0;
    if (this.#channel.isPaused() && this.#waitingBytes < mostWaiting) this.#channel.resume();
    return piece;
  }

  /**
   * Resolves when the server has taken the data, or the command has ended and takes
   * no more. The data must stay as it is as long as the command runs.
   */
  async write(data: Uint8Array | string): Promise<void> {
    let isTaken = false;
    this.#channel.write(data, () => {
      isTaken = true;
      this.#watch.sign();
      this.#wake();
    });
    await this.#until(() => isTaken || this.#isClosed);
  }

  /** Ends its input and waits until it has ended; the output that is left is dropped. */
  async exit(): Promise<Exit> {
    this.dropOutput();
    this.endInput();
    await this.#until(() => this.#isClosed);
    return { code: this.#code, stderr: this.#stderr };
  }

  /** Ends its standard input. */
  endInput(): void {
    this.#channel.end();
  }

  /** Sends it SIGTERM, as long as its input has not ended; not every server hands that on (RFC 4254 §6.9). */
  terminate(): void {
    this.#channel.signal("TERM");
  }

  /** Drops all output that is still to come. */
  dropOutput(): void {
    this.#isOutputWanted = false;
    this.#channel.resume();
  }

  /** Lets everything that waits for it reject with the reason. */
  abort(reason: unknown): void {
    this.#failure ??= { reason };
    this.#wake();
  }

  #onOutput(piece: Buffer): void {
    // What nobody wants is no sign of life: a server could go on with it for ever.
    if (!this.#isOutputWanted) return;
    this.#watch.sign();
    this.#output.push(piece);
    this.#waitingBytes += piece.length;
    if (this.#waitingBytes >= mostWaiting) this.#channel.pause();
    this.#wake();
  }

  #onOutputEnd(): void {
    this.#hasOutputEnded = true;
    this.#wake();
  }

  #onExit(code: number | undefined): void {
    this.#code = code;
    this.#hasExited = true;
    this.#watch.sign();
  }

  #onClose(): void {
    if (this.#hasExited) {
      this.#isClosed = true;
      this.#closed.resolve();
      this.#wake();
    } else {
      // A lost connection closes its channels too, and knows better why.
      setImmediate(() => this.#fail(endedWithoutStatus()));
    }
  }

  #fail(reason: LocationError): void {
    this.#closed.resolve();
    if (!this.#isClosed) this.abort(reason);
  }

  async #until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.#failure !== undefined) throw this.#failure.reason;
      await this.#watch.during(new Promise<void>((resolve) => (this.#wake = resolve)));
    }
  }
}

function endedWithoutStatus(): LocationError {
  return new LocationError({
    code: "connection-lost",
    retry: "new-session",
    message: "The server ended a command without saying how it ended.",
  });
}
