import { connectContext, givenCredentials } from "@holdfast/conformance";
import type { ConnectContext, LocationAddress, LocationSession } from "@holdfast/contract";
import { smb } from "@holdfast/location-smb";
import type { SambaServer } from "@holdfast/testservers/samba";

/** What a test may change about an address. */
export interface Place {
  readonly port?: number;
  readonly user?: string;
  readonly share?: string;
  /** Below the share; as it stands in the URL. */
  readonly directory?: string;
  readonly options?: Readonly<Record<string, string>>;
}

/** An address on the server. */
export function addressOn(server: SambaServer, place: Place = {}): LocationAddress {
  const { port = server.port, share = server.share, directory = "" } = place;
  return {
    location: `smb://127.0.0.1:${port}/${share}/${directory}`,
    type: "SMB",
    user: place.user ?? server.user,
    options: place.options ?? {},
  };
}

/** A context that logs in with the right password, unless told otherwise. */
export function contextFor(server: SambaServer, changes: Partial<ConnectContext> = {}): ConnectContext {
  return connectContext({ credentials: givenCredentials({ password: server.password }), ...changes });
}

/** Opens a session. */
export function connectTo(
  server: SambaServer,
  changes: Partial<ConnectContext> = {},
  place: Place = {},
): Promise<LocationSession> {
  return smb.connect(smb.parse(addressOn(server, place)), contextFor(server, changes));
}

/** Options of an operation that nobody aborts. */
export const calm: { readonly signal: AbortSignal } = { signal: new AbortController().signal };

/** A body of one chunk. */
export function body(bytes: Uint8Array): { size: number; chunks: readonly Uint8Array[] } {
  return { size: bytes.length, chunks: [bytes] };
}
