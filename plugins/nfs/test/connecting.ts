import { connectContext } from "@holdfast/conformance";
import type { ConnectContext, LocationAddress, LocationSession } from "@holdfast/contract";
import { nfs } from "@holdfast/location-nfs";
import type { ExportedDirectory, GaneshaServer } from "@holdfast/testservers/ganesha";

/** The versions that are spoken. */
export const versions = ["3", "4.1"] as const;

/** Where in a server, and how. */
export interface Place {
  readonly export?: ExportedDirectory;
  /** Below the export; as it stands in the URL. */
  readonly directory?: string;
  readonly port?: number;
  readonly options?: Readonly<Record<string, string>>;
}

/** An address on the server. */
export function addressOn(server: GaneshaServer, place: Place = {}): LocationAddress {
  const { port = server.port, directory = "" } = place;
  return {
    location: `nfs://127.0.0.1:${port}${(place.export ?? server.export).path}/${directory}`,
    type: "NFS",
    options: { mountport: String(server.mountPort), ...place.options },
  };
}

/** Opens a session. */
export function connectTo(
  server: GaneshaServer,
  place: Place = {},
  changes: Partial<ConnectContext> = {},
): Promise<LocationSession> {
  return nfs.connect(nfs.parse(addressOn(server, place)), connectContext(changes));
}

/** Options of an operation that nobody aborts. */
export const calm: { readonly signal: AbortSignal } = { signal: new AbortController().signal };

/** A body of one chunk. */
export function body(bytes: Uint8Array): { size: number; chunks: readonly Uint8Array[] } {
  return { size: bytes.length, chunks: [bytes] };
}
