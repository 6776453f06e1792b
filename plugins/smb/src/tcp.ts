import { LocationError, type ResolvedAddress } from "@holdfast/contract";
import { connect, type Socket } from "node:net";

const keepAliveMilliseconds = 30_000;
const receiveBytes = 256 * 1024;

/**
 * Connects to the first of the addresses that answers.
 *
 * @param server for messages
 * @throws LocationError `unreachable`; or the signal's reason
 */
export async function connectTcp(
  server: string,
  addresses: readonly ResolvedAddress[],
  port: number,
  connectMs: number,
  signal: AbortSignal,
): Promise<Socket> {
  signal.throwIfAborted();
  if (addresses.length === 0) throw unreachable(server, new Error("the host has no address"));
  const socket = connect({
    // A name that is no address, so that only the resolved addresses are tried, an address in the URL included.
    host: "location.invalid",
    port,
    lookup: (_host, _options, callback) => callback(null, [...addresses]),
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: Math.max(10, Math.floor(connectMs / addresses.length)),
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: keepAliveMilliseconds,
    onread: {
      buffer: Buffer.alloc(receiveBytes),
      callback: (length, buffer) => {
        // The client copies what it is given at once, so that one buffer does for all that is received.
        socket.emit("data", (buffer as Buffer).subarray(0, length));
        return true;
      },
    },
  });
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const abort = (): void => reject(signal.reason);
  const fail = (error: Error): void => reject(unreachable(server, error));
  signal.addEventListener("abort", abort, { once: true });
  socket.once("connect", () => resolve(socket));
  socket.once("error", fail);
  try {
    return await promise;
  } catch (error) {
    socket.on("error", () => {});
    socket.destroy();
    throw error;
  } finally {
    signal.removeEventListener("abort", abort);
    socket.off("error", fail);
  }
}

function unreachable(server: string, cause: unknown): LocationError {
  // Several addresses give an AggregateError, whose own text is empty.
  const causes = cause instanceof AggregateError ? cause.errors : [cause];
  const reasons = causes.map((each: NodeJS.ErrnoException) => each.code ?? each.message);
  return new LocationError({
    code: "unreachable",
    retry: "new-session",
    message: `No connection to ${server}: ${[...new Set(reasons)].join(", ")}.`,
    ...(reasons[0] === undefined ? {} : { peerCode: reasons[0] }),
    cause,
  });
}
