import { connectContext, type GivenCredentials, givenCredentials } from "@holdfast/conformance";
import type { ConnectContext, LocationAddress, LocationSession } from "@holdfast/contract";
import { http } from "@holdfast/location-http";

/** A server as far as a session needs to know it. */
export interface Server {
  readonly port: number;
  readonly user?: string;
  readonly password?: string;
}

/** What a test may change about an address. */
export interface Place {
  readonly port?: number;
  readonly user?: string;
  /** As it stands in the URL. */
  readonly directory?: string;
  readonly options?: Readonly<Record<string, string>>;
}

/** An address on the server. */
export function addressOn(server: Server, place: Place = {}): LocationAddress {
  const user = place.user ?? server.user;
  return {
    location: `http://127.0.0.1:${place.port ?? server.port}/${place.directory ?? ""}`,
    type: "HTTP",
    ...(user !== undefined && { user }),
    options: place.options ?? {},
  };
}

/** A context with the server's password, unless told otherwise. */
export function contextFor({ password }: Server, changes: Partial<ConnectContext> = {}): ConnectContext {
  return connectContext({
    credentials: givenCredentials({ ...(password !== undefined && { password }) }),
    ...changes,
  });
}

/** Opens a session. */
export function connectTo(
  server: Server,
  changes: Partial<ConnectContext> = {},
  place: Place = {},
): Promise<LocationSession> {
  return http.connect(http.parse(addressOn(server, place)), contextFor(server, changes));
}

/** Changes to a context: only these credentials. */
export function only(credentials: GivenCredentials): Partial<ConnectContext> {
  return { credentials: givenCredentials(credentials) };
}

/** Options of an operation that nobody aborts. */
export const calm: { readonly signal: AbortSignal } = { signal: new AbortController().signal };

/** A body of one chunk. */
export function body(bytes: Uint8Array): { size: number; chunks: readonly Uint8Array[] } {
  return { size: bytes.length, chunks: [bytes] };
}
