import { connectContext, type GivenCredentials, givenCredentials } from "@holdfast/conformance";
import type { ConnectContext, LocationAddress, LocationSession } from "@holdfast/contract";
import { https } from "@holdfast/location-https";
import type { TlsIdentity } from "@holdfast/testservers";

/** A server as far as a session needs to know it. */
export interface Server {
  readonly port: number;
  readonly user?: string;
  readonly password?: string;
  /** The certificate that it shows; its authority is trusted, unless told otherwise. */
  readonly tls?: TlsIdentity | undefined;
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
    location: `https://127.0.0.1:${place.port ?? server.port}/${place.directory ?? ""}`,
    type: "HTTPS",
    ...(user !== undefined && { user }),
    options: place.options ?? {},
  };
}

/** A context with the server's password and trust in its authority, unless told otherwise. */
export function contextFor({ password, tls }: Server, changes: Partial<ConnectContext> = {}): ConnectContext {
  return connectContext({
    trust: { ...(tls && { caPem: tls.caPem }) },
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
  return https.connect(https.parse(addressOn(server, place)), contextFor(server, changes));
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
