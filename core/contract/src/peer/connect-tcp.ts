import { connect, type Socket, type TcpNetConnectOpts } from "node:net";
import type { ResolvedAddress } from "../connect-context.ts";
import { unreachable } from "./unreachable.ts";

const keepAliveMilliseconds = 30_000;
const leastAttemptMilliseconds = 10;

/**
 * Connects to the first of the addresses that answers.
 *
 * @param server for messages
 * @param milliseconds for all addresses together, which share it out; the signal has to end it
 * @throws LocationError `unreachable`; or the signal's reason
 */
export async function connectTcp(
  server: string,
  addresses: readonly ResolvedAddress[],
  port: number,
  milliseconds: number,
  signal: AbortSignal,
  options: Pick<TcpNetConnectOpts, "onread"> = {},
): Promise<Socket> {
  signal.throwIfAborted();
  if (addresses.length === 0) throw unreachable(server, new Error("the host has no address"));
  const attempt = Math.max(leastAttemptMilliseconds, Math.floor(milliseconds / addresses.length));
  const socket = connect({
    ...options,
    // A name that is no address, so that only the resolved addresses are tried, an address in the URL included.
    host: "location.invalid",
    port,
    lookup: (_host, _options, callback) => callback(null, [...addresses]),
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: attempt,
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
