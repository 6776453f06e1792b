import type { ConnectContext, ResolvedAddress } from "@holdfast/contract";
import { connectTcp } from "@holdfast/contract/peer";
import { type Connector, type HttpTarget } from "@holdfast/location-http";
import { isIP, type Socket } from "node:net";
import { checkServerIdentity, connect, type ConnectionOptions, type TLSSocket } from "node:tls";
import { clientLogin } from "./client-login.ts";
import { handshakeError } from "./errors.ts";
import { PeerCheck } from "./peer-check.ts";

/**
 * Makes TLS connections to one server, at least 1.2. Later ones resume the
 * session of an earlier one, which was checked.
 */
export async function tlsConnector(
  { host, port }: HttpTarget,
  { trust, credentials, timeouts }: ConnectContext,
  addresses: readonly ResolvedAddress[],
): Promise<Connector> {
  const server = `${host}:${port}`;
  const check = new PeerCheck(server, trust);
  const login = clientLogin(server, await credentials.certificate());
  let resumable: Buffer | undefined;
  return async (signal) => {
    const tcp = await connectTcp(server, addresses, port, timeouts.connectMs, signal);
    const socket = connect({
      ...login,
      ...check.authorities,
      socket: tcp,
      // A name only: an address must not be sent (RFC 6066 §3).
      servername: isIP(host) === 0 ? host : "",
      checkServerIdentity: (_, certificate) => checkServerIdentity(host, certificate),
      // The check below refuses all the same, and can then say which certificate it was.
      rejectUnauthorized: false,
      minVersion: "TLSv1.2",
      ALPNProtocols: ["http/1.1"],
      ...(resumable && { session: resumable }),
    } satisfies ConnectionOptions);
    let latest: Buffer | undefined;
    socket.on("session", (session) => (latest = session));
    await untilSecure(server, socket, tcp, signal);
    try {
      check.accept(socket);
    } catch (error) {
      socket.destroy();
      throw error;
    }
    resumable = latest ?? resumable;
    socket.on("session", (session) => (resumable = session));
    return socket;
  };
}

async function untilSecure(
  server: string,
  socket: TLSSocket,
  tcp: Socket,
  signal: AbortSignal,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const abort = (): void => reject(signal.reason);
  const fail = (error: Error): void => reject(handshakeError(server, error));
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  socket.once("secureConnect", resolve);
  socket.once("error", fail);
  try {
    await promise;
  } catch (error) {
    socket.on("error", () => {});
    tcp.on("error", () => {});
    socket.destroy();
    throw error;
  } finally {
    signal.removeEventListener("abort", abort);
    socket.off("error", fail);
  }
}
