import { connectContext, givenCredentials } from "@holdfast/conformance";
import type { ConnectContext, LocationAddress, LocationSession } from "@holdfast/contract";
import { ftps } from "@holdfast/location-ftps";
import type { FtpServer, FtpTls } from "@holdfast/testservers";

/** Where a server listens, whom it lets in and what it shows. */
export type Peer = Pick<FtpServer, "port" | "user" | "password" | "identity">;

/** What a test may change about an address. */
export interface Place {
  readonly host?: string;
  readonly port?: number;
  /** As it stands in the URL after the first slash. */
  readonly directory?: string;
  readonly options?: Readonly<Record<string, string>>;
}

/** An address on the server. */
export function addressOn(server: Peer, tls: FtpTls, place: Place = {}): LocationAddress {
  const { host = "127.0.0.1", port = server.port, directory = "" } = place;
  return {
    location: `ftps://${host}:${port}/${directory}`,
    type: "FTPS",
    user: server.user,
    options: { tls, ...place.options },
  };
}

/** A context that trusts the server's authority and logs in, unless told otherwise. */
export function contextFor(server: Peer, changes: Partial<ConnectContext> = {}): ConnectContext {
  return connectContext({
    trust: { caPem: server.identity?.caPem ?? "" },
    credentials: givenCredentials({ password: server.password }),
    ...changes,
  });
}

/** Opens a session. */
export function connectTo(
  server: Peer,
  tls: FtpTls,
  changes: Partial<ConnectContext> = {},
  place: Place = {},
): Promise<LocationSession> {
  return ftps.connect(ftps.parse(addressOn(server, tls, place)), contextFor(server, changes));
}

/** Options of an operation that nobody aborts. */
export const calm: { readonly signal: AbortSignal } = { signal: new AbortController().signal };

/** A body of one chunk. */
export function body(bytes: Uint8Array): { size: number; chunks: readonly Uint8Array[] } {
  return { size: bytes.length, chunks: [bytes] };
}
