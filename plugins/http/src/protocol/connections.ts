import { Agent } from "node:http";
import type { Duplex } from "node:stream";

/** Makes a connection over which HTTP can be spoken: trusted, and with nothing sent yet. */
export type Connector = (signal: AbortSignal) => Promise<Duplex>;

type Callback = (error: Error | null, connection: Duplex) => void;

/** Below the 5 s after which Apache, lighttpd and Node end an idle connection. */
const idleMilliseconds = 4000;

/** The kept-alive connections of one session. */
export class Connections extends Agent {
  readonly #connector: Connector;
  readonly #signal: AbortSignal;

  /** @param signal ends connections that are being made */
  constructor(connector: Connector, signal: AbortSignal) {
    super({ keepAlive: true, timeout: idleMilliseconds });
    this.#connector = connector;
    this.#signal = signal;
  }

  override createConnection(_options: unknown, callback: Callback = () => {}): undefined {
    void this.#connect(callback);
  }

  /** Closes the connections that no request uses. */
  closeIdle(): void {
    for (const sockets of Object.values(this.freeSockets)) {
      for (const socket of [...(sockets ?? [])]) socket.destroy();
    }
  }

  async #connect(callback: Callback): Promise<void> {
    let connection: Duplex;
    try {
      connection = await this.#connector(this.#signal);
    } catch (error) {
      callback(error as Error, undefined as never);
      return;
    }
    callback(null, connection);
  }
}
