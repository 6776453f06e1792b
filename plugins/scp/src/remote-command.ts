import { LocationError } from "@holdfast/contract";
import { orAbort, type SshConnection } from "@holdfast/location-sftp/ssh";
import { IdleWatch } from "./idle-watch.ts";

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

/** Where commands run. */
export interface CommandHost {
  readonly connection: SshConnection;
  /** How long the server may owe something without a sign of life. */
  readonly idleMs: number;
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
  #failure: { readonly reason: unknown } | undefined;
  #wake: () => void = () => {};

  private constructor(channel: Channel, watch: IdleWatch) {
    this.#channel = channel;
    this.#watch = watch;
    channel.on("data", (piece: Buffer) => this.#onOutput(piece));
    channel.on("end", () => this.#change({ outputEnded: true }));
    channel.on("error", () => {}); // the close says it again
    channel.on("exit", (code: number | null) => this.#onExit(code ?? undefined));
    channel.on("close", () => this.#onClose());
    channel.stderr.on("data", (piece: Buffer) => {
      if (this.#stderr.length < mostErrorText) this.#stderr += piece.toString("utf8").slice(0, mostErrorText);
    });
  }

  /** @throws LocationError `unsupported` when the server runs no commands for this user */
  static async start(
    { connection, idleMs }: CommandHost,
    commandLine: string,
    signal: AbortSignal,
  ): Promise<RemoteCommand> {
    signal.throwIfAborted();
    const watch = new IdleWatch(idleMs, () => connection.destroy(silent(idleMs)));
    const starting = watch.during(
      connection.execute(commandLine, (channel) => new RemoteCommand(channel, watch)),
    );
    const abandoned = (): void =>
      void starting.then((command) => command.#abandon(signal.reason)).catch(() => {});
    signal.addEventListener("abort", abandoned, { once: true });
    const command = await orAbort(signal, starting);
    void connection.ended.then((reason) => command.#fail(reason));
    command.#channel.once("close", () => signal.removeEventListener("abort", abandoned));
    return command;
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

  /** Ends its standard input. */
  endInput(): void {
    this.#channel.end();
  }

  /** Waits until it has ended; the output that is left is dropped. */
  async exit(): Promise<Exit> {
    this.#isOutputWanted = false;
    this.#channel.resume();
    await this.#until(() => this.#isClosed);
    return { code: this.#code, stderr: this.#stderr };
  }

  /** Closes its input and output, which ends it. */
  abandon(): void {
    this.#isOutputWanted = false;
    this.#channel.resume();
    this.#channel.close();
  }

  #abandon(reason: unknown): void {
    this.#fail(reason);
    this.abandon();
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

  #onExit(code: number | undefined): void {
    this.#code = code;
    this.#hasExited = true;
    this.#watch.sign();
  }

  #onClose(): void {
    if (this.#hasExited) return this.#change({ closed: true });
    // A lost connection closes its channels too, and knows better why.
    setImmediate(() => this.#fail(endedWithoutStatus()));
  }

  #change({ outputEnded = false, closed = false }): void {
    this.#hasOutputEnded ||= outputEnded;
    this.#isClosed ||= closed;
    this.#wake();
  }

  #fail(reason: unknown): void {
    if (this.#isClosed) return;
    this.#failure ??= { reason };
    this.#wake();
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

function silent(idleMs: number): LocationError {
  return new LocationError({
    code: "timeout",
    retry: "new-session",
    message: `The server has not answered for ${idleMs / 1000} seconds.`,
  });
}
