import type { ResolvedAddress } from "@holdfast/contract";
import { unreachable } from "@holdfast/contract/peer";
import { randomInt } from "node:crypto";
import { connect, type Socket } from "node:net";

const keepAliveMilliseconds = 30_000;
/** Servers of RPC say nothing before they are asked: of use for the first bytes of the first reply. */
const firstRoomBytes = 4096;

/** Ports that only root may connect from. Below 512 lie the ports of services (RFC 6056 §3.2 asks for a random one). */
const reservedPorts = { first: 512, last: 1023 } as const;
const mostReservedTries = 64;

/** Errors of a source port that another one may not have. */
const portIsTaken = new Set(["EADDRINUSE", "EADDRNOTAVAIL"]);
const portIsForbidden = new Set(["EACCES", "EPERM"]);

/** Where and how to connect. */
export interface Dialing {
  /** For messages. */
  readonly server: string;
  readonly addresses: readonly ResolvedAddress[];
  readonly port: number;
  /** Whether a source port below 1024 is tried first; without the right to have one, another is used. */
  readonly reservedPort: boolean;
  readonly signal: AbortSignal;
}

/** Takes the bytes that a connection brings. */
export interface Receiver {
  /** Memory into which the next bytes are read, as many as have come and fit. */
  room(): Uint8Array;
  /** Bytes that were read: the beginning of the room that was given last. */
  received(bytes: Uint8Array): void;
}

/** An open connection. */
export interface TcpConnection {
  readonly socket: Socket;
  /** Gives the bytes that come to a receiver. Call it once and at once. */
  receive(receiver: Receiver): void;
}

/**
 * Connects to the first of the addresses that answers.
 *
 * @throws LocationError `unreachable`; or the signal's reason
 */
export async function connectTcp(dialing: Dialing): Promise<TcpConnection> {
  let failure: unknown = new Error("the host has no address");
  for (const { address } of dialing.addresses) {
    try {
      return await connectTo(address, dialing);
    } catch (error) {
      dialing.signal.throwIfAborted();
      failure = error;
    }
  }
  dialing.signal.throwIfAborted();
  throw unreachable(`${dialing.server}, port ${dialing.port}`, failure);
}

async function connectTo(address: string, { port, reservedPort, signal }: Dialing): Promise<TcpConnection> {
  if (reservedPort) {
    const { first, last } = reservedPorts;
    for (let tries = 0; tries < mostReservedTries; tries++) {
      try {
        return await open(address, port, signal, randomInt(first, last + 1));
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code ?? "";
        if (portIsForbidden.has(code)) break;
        if (!portIsTaken.has(code)) throw error;
      }
    }
  }
  return open(address, port, signal);
}

async function open(
  host: string,
  port: number,
  signal: AbortSignal,
  localPort?: number,
): Promise<TcpConnection> {
  signal.throwIfAborted();
  let receiver: Receiver | undefined;
  const firstRoom = Buffer.allocUnsafeSlow(firstRoomBytes);
  const socket = connect({
    host,
    port,
    ...(localPort === undefined ? {} : { localPort }),
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: keepAliveMilliseconds,
    // Bytes are read to where they belong: a stream would allocate a buffer for each read, to be copied from.
    onread: {
      buffer: () => receiver?.room() ?? firstRoom,
      callback: (length, buffer) => {
        receiver?.received(buffer.subarray(0, length));
        return true;
      },
    },
  });
  const { promise, resolve, reject } = Promise.withResolvers<TcpConnection>();
  const abort = (): void => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  socket.once("connect", () => resolve({ socket, receive: (given) => (receiver = given) }));
  socket.once("error", reject);
  try {
    return await promise;
  } catch (error) {
    socket.on("error", () => {});
    socket.destroy();
    throw error;
  } finally {
    signal.removeEventListener("abort", abort);
    socket.off("error", reject);
  }
}
