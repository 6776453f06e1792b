import { once } from "node:events";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { HoldfastError } from "@holdfast/core";
import { restMessage } from "../errors/rest-messages.ts";
import type { TlsIdentity } from "../tls/self-signed.ts";
import { fingerprintOf } from "../tls/tls-files.ts";
import { refuseConnection } from "./refuse-connection.ts";
import { createRestHandler, type RestCore, type RestOptions } from "./rest-handler.ts";

/** Where and how the API is served. */
export interface RestServerOptions extends RestOptions {
  readonly tls: TlsIdentity;
  /** Address or name to listen on; loopback when left out. */
  readonly host?: string;
  /** 0 takes a free one; 5480 when left out, as on vSphere appliances. */
  readonly port?: number;
}

/** A running server. */
export interface RestServer extends AsyncDisposable {
  readonly url: string;
  /** SHA-256 of its certificate. */
  readonly fingerprint: string;
  /** Takes no more requests, answers those under way, and ends after ten seconds at most. The core goes on. */
  close(): Promise<void>;
}

const limits = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 15_000,
  // Longer than a body may take: that is answered in the request's own dialect.
  requestTimeout: 60_000,
  keepAliveTimeout: 30_000,
  handshakeTimeout: 10_000,
  connectionsCheckingInterval: 5000,
};
/** A thousand clients at once are answered, if slowly; more would cost memory that backups need. */
const mostConnections = 1500;
const closingMs = 10_000;

/**
 * Serves the vSphere recovery API of a core over TLS.
 *
 * @throws HoldfastError when it cannot listen
 */
export async function startRestServer(core: RestCore, options: RestServerOptions): Promise<RestServer> {
  const { tls, host = "127.0.0.1", port = 5480 } = options;
  const handler = await createRestHandler(core, options);
  const server = createServer({
    ...limits,
    key: tls.keyPem,
    cert: tls.certificatePem,
    minVersion: "TLSv1.2",
  });
  server.maxConnections = mostConnections;
  server.on("request", handler.handle);
  server.on("clientError", refuseConnection);
  await listen(server, host, port);
  const { port: taken } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    await endServer(server);
    await handler.close();
  };
  return {
    url: `https://${host.includes(":") ? `[${host}]` : host}:${taken}`,
    fingerprint: fingerprintOf(tls),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  try {
    await once(server.listen({ host, port, backlog: 1024 }), "listening");
  } catch (cause) {
    const reason = String((cause as NodeJS.ErrnoException).code);
    throw new HoldfastError([restMessage("holdfast.rest.port-in-use", host, port, reason)], { cause });
  }
}

async function endServer(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeIdleConnections();
  const limit = setTimeout(() => server.closeAllConnections(), closingMs);
  await closed;
  clearTimeout(limit);
}
