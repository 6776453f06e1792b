import { connectContext, type GivenCredentials, givenCredentials } from "@holdfast/conformance";
import type { ConnectContext, LocationAddress, LocationSession } from "@holdfast/contract";
import { scp } from "@holdfast/location-scp";
import type { SshKeyPair } from "@holdfast/testservers";

/** What tests need to know of an SSH server. */
export interface SshServer {
  readonly port: number;
  readonly user: string;
  readonly identity: SshKeyPair;
  readonly hostKeys: { readonly ed25519: SshKeyPair };
  /** An empty directory of the user's. */
  readonly directory: string;
}

/** What a test may change about an address. */
export interface Place {
  readonly port?: number;
  /** Below the server's directory, or from the first slash on; as it stands in the URL. */
  readonly directory?: string;
}

/** An address on the server. */
export function addressOn(server: SshServer, place: Place = {}): LocationAddress {
  const { directory = "" } = place;
  const path = directory.startsWith("/") ? directory : `${server.directory}/${directory}`;
  return {
    location: `scp://127.0.0.1:${place.port ?? server.port}${path}`,
    type: "SCP",
    user: server.user,
    options: {},
  };
}

/** A context that trusts the server and logs in by key, unless told otherwise. */
export function contextFor(server: SshServer, changes: Partial<ConnectContext> = {}): ConnectContext {
  return connectContext({
    trust: { hostKey: server.hostKeys.ed25519.fingerprint },
    credentials: givenCredentials({ privateKey: server.identity.privateKey }),
    ...changes,
  });
}

/** Opens a session. */
export function connectTo(
  server: SshServer,
  changes: Partial<ConnectContext> = {},
  place: Place = {},
): Promise<LocationSession> {
  return scp.connect(scp.parse(addressOn(server, place)), contextFor(server, changes));
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
