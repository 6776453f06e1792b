import { LocationError } from "@holdfast/contract";
import { untilAborted } from "@holdfast/contract/peer";
import { type SshConnection } from "@holdfast/location-sftp/ssh";
import { IdleWatch } from "./idle-watch.ts";
import { RemoteCommand } from "./remote-command.ts";

/** Where commands run: one connection. */
export class CommandHost {
  readonly connection: SshConnection;
  readonly #idleMs: number;
  /** Abandoned commands that the server has not ended yet. */
  readonly #leaving = new Set<Promise<void>>();

  /** @param idleMs how long the server may owe something without a sign of life */
  constructor(connection: SshConnection, idleMs: number) {
    this.connection = connection;
    this.#idleMs = idleMs;
  }

  /**
   * Starts a command once all abandoned ones are gone: Dropbear 2022.83 refuses one
   * that it is asked for while another one ends.
   *
   * @throws LocationError `unsupported` when the server runs no commands for this user; or the signal's reason
   */
  async start(commandLine: string, signal: AbortSignal): Promise<RemoteCommand> {
    signal.throwIfAborted();
    const watch = new IdleWatch(this.#idleMs, () => this.connection.destroy(silent(this.#idleMs)));
    await untilAborted(signal, watch.during(this.#untilAllLeft()));
    const starting = watch.during(
      this.connection.execute(commandLine, (channel) => new RemoteCommand(channel, watch, this.connection)),
    );
    const abort = (): void => void starting.then((command) => command.abort(signal.reason)).catch(() => {});
    signal.addEventListener("abort", abort, { once: true });
    starting
      .then(({ closed }) => closed)
      .catch(() => {})
      .finally(() => signal.removeEventListener("abort", abort));
    return untilAborted(signal, starting);
  }

  /**
   * Ends a command of which nothing more is wanted, by the end of its input and by
   * SIGTERM. Closing its channel would be quicker, but ssh2 then goes on to widen the
   * channel's window, at which Dropbear ends the connection.
   */
  kill(command: RemoteCommand): void {
    command.terminate();
    this.leave(command);
  }

  /** Ends the input of a command of which nothing more is wanted, and leaves it to itself. */
  leave(command: RemoteCommand): void {
    command.dropOutput();
    command.endInput();
    const { closed } = command;
    this.#leaving.add(closed);
    void closed.then(() => this.#leaving.delete(closed));
  }

  async #untilAllLeft(): Promise<void> {
    await Promise.all(this.#leaving);
  }
}

function silent(idleMs: number): LocationError {
  return new LocationError({
    code: "timeout",
    retry: "new-session",
    message: `The server has not answered for ${idleMs / 1000} seconds.`,
  });
}
