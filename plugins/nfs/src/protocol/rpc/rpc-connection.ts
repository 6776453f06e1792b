import { RecordAssembler, recordMark } from "./record-marking.ts";
import { decodeReply, type Reply } from "./rpc-message.ts";
import type { TcpConnection } from "./tcp.ts";

/** Bytes in one READ or WRITE: no request or reply carries more data. */
export const largestTransfer: number = 1024 * 1024;
/** How long a reply may be: a transfer, and what stands around it. */
const longestRecord = largestTransfer + 64 * 1024;

/** What a connection tells. */
export interface ConnectionEvents {
  /** The network has taken or brought data. */
  alive(): void;
  /** @throws LocationError `protocol` when nobody waits for it */
  reply(reply: Reply): void;
  /** The connection has ended; it was not told so before. */
  lost(cause: unknown): void;
}

/** RPC messages over one TCP connection. */
export class RpcConnection {
  readonly #tcp: TcpConnection;
  readonly #events: ConnectionEvents;
  #isOver = false;
  /** Messages that still lie in the callers' memory and wait for the network. */
  #unsent = 0;
  #allSent: PromiseWithResolvers<void> | undefined;

  constructor(tcp: TcpConnection, events: ConnectionEvents) {
    this.#tcp = tcp;
    this.#events = events;
    const assembler = new RecordAssembler(longestRecord, (record) => events.reply(decodeReply(record)));
    tcp.receive({ room: () => assembler.room(), received: (bytes) => this.#onBytes(assembler, bytes) });
    tcp.socket.on("error", (cause) => this.#end(cause));
    tcp.socket.on("close", () => this.#end(undefined));
  }

  /** Sends a message with one system call, as its pieces lie in memory. */
  send(length: number, pieces: readonly Uint8Array[]): void {
    const { socket } = this.#tcp;
    this.#unsent += 1;
    socket.cork();
    socket.write(recordMark(length));
    for (const piece of pieces.slice(0, -1)) socket.write(piece);
    socket.write(pieces.at(-1) ?? new Uint8Array(), () => this.#onSent());
    socket.uncork();
  }

  /** Resolves when no message lies in the callers' memory any more. */
  sent(): Promise<void> {
    if (this.#unsent === 0 || this.#isOver) return Promise.resolve();
    this.#allSent ??= Promise.withResolvers();
    return this.#allSent.promise;
  }

  /** Ends the connection at once, and tells nobody. */
  destroy(): void {
    this.#isOver = true;
    this.#tcp.socket.destroy();
    this.#allSent?.resolve();
  }

  #onSent(): void {
    this.#unsent -= 1;
    if (this.#unsent === 0) {
      this.#allSent?.resolve();
      this.#allSent = undefined;
    }
    // That the network takes data is a sign of life, too: a large call on a slow line is answered late.
    if (!this.#isOver) this.#events.alive();
  }

  #onBytes(assembler: RecordAssembler, bytes: Uint8Array): void {
    if (this.#isOver) return;
    this.#events.alive();
    try {
      assembler.push(bytes);
    } catch (error) {
      this.#end(error);
    }
  }

  #end(cause: unknown): void {
    if (this.#isOver) return;
    this.destroy();
    this.#events.lost(cause);
  }
}
