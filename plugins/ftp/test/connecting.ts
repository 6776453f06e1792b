import { connectContext, givenCredentials } from "@holdfast/conformance";
import type { ConnectContext, LocationAddress, LocationSession } from "@holdfast/contract";
import { ftp } from "@holdfast/location-ftp";
import type { FtpServer } from "@holdfast/testservers";

/** What a test may change about an address. */
export interface Place {
  readonly port?: number;
  readonly user?: string;
  /** As it stands in the URL after the first slash. */
  readonly directory?: string;
}

/** Where a server listens and whom it lets in. */
export type Peer = Pick<FtpServer, "port" | "user" | "password">;

/** An address on the server. */
export function addressOn(server: Peer, place: Place = {}): LocationAddress {
  return {
    location: `ftp://127.0.0.1:${place.port ?? server.port}/${place.directory ?? ""}`,
    type: "FTP",
    user: place.user ?? server.user,
    options: {},
  };
}

/** A context that logs in, unless told otherwise. */
export function contextFor(server: Peer, changes: Partial<ConnectContext> = {}): ConnectContext {
  return connectContext({ credentials: givenCredentials({ password: server.password }), ...changes });
}

/** Opens a session. */
export function connectTo(
  server: Peer,
  changes: Partial<ConnectContext> = {},
  place: Place = {},
): Promise<LocationSession> {
  return ftp.connect(ftp.parse(addressOn(server, place)), contextFor(server, changes));
}

/** Options of an operation that nobody aborts. */
export const calm: { readonly signal: AbortSignal } = { signal: new AbortController().signal };

/** A body of one chunk. */
export function body(bytes: Uint8Array): { size: number; chunks: readonly Uint8Array[] } {
  return { size: bytes.length, chunks: [bytes] };
}
