import type { ResolvedAddress } from "@holdfast/contract";
import { connect, type Socket } from "node:net";
import { unreachable } from "./connection-errors.ts";

const keepAliveMilliseconds = 30_000;

/**
 * Connects to the first of the addresses that answers.
 *
 * @param server for messages
 * @param attemptMs how long all addresses together may take
 * @throws LocationError `unreachable`; or the signal's reason
 */
export async function connectTcp(
  server: string,
  addresses: readonly ResolvedAddress[],
  port: number,
  attemptMs: number,
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
    autoSelectFamilyAttemptTimeout: Math.max(10, Math.floor(attemptMs / addresses.length)),
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: keepAliveMilliseconds,
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
