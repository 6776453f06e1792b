import type { ResolvedAddress } from "@holdfast/contract";
import { lookup } from "node:dns/promises";
import { portmapPort } from "../portmap.ts";
import { largestTransfer } from "../rpc/rpc-connection.ts";

/** What {@link connectNfs} needs to know. */
export interface NfsSettings {
  /** Name or address of the server. */
  readonly host: string;
  /**
   * The directory to work in, absolute. It begins with an exported directory, as
   * the server spells it for the version in use; what is below that need not exist.
   */
  readonly path: string;
  /** The one version to speak. When left out: 4.1, and 3 where a server has no 4.1. */
  readonly version?: "3" | "4.1" | undefined;
  /** AUTH_SYS user and group id (RFC 5531 appendix A): who the server takes this client for. By default the process'. */
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  /** TCP port of NFS. When left out: 2049; for version 3 what the port mapper says. */
  readonly port?: number | undefined;
  /** TCP port of the mount protocol, for version 3. When left out, what the port mapper says. */
  readonly mountPort?: number | undefined;
  /** TCP port of the port mapper, for version 3. When left out: 111. */
  readonly portmapPort?: number | undefined;
  /**
   * Whether to connect from a port below 1024, which exports without `insecure`
   * demand. By default a process of root tries to; without the right to, it connects from another.
   */
  readonly reservedPort?: boolean | undefined;
  /** Largest READ and WRITE in bytes. When left out: 1 MiB, which is also the most. A lower limit of the server holds. */
  readonly requestBytes?: number | undefined;
  /** Data that one put or get has under way, in bytes. When left out: 4 MiB. */
  readonly windowBytes?: number | undefined;
  /** How long the server may owe an answer without taking or sending anything, in milliseconds. When left out: 30,000. */
  readonly idleMs?: number | undefined;
  /**
   * Whether a lost connection of version 3 is made anew, for `idleMs` at most, and what was not
   * answered sent again, so that a put or get survives a server's restart. Only what may be done
   * twice is: a CREATE, RENAME, MKDIR or REMOVE whose answer is lost fails. By default a lost connection is the end.
   */
  readonly reconnect?: boolean | undefined;
  /** Ends the attempt to connect. */
  readonly signal?: AbortSignal | undefined;
  /** Turns the host into addresses. When left out, the system does. */
  readonly resolve?: ((host: string) => Promise<readonly ResolvedAddress[]>) | undefined;
}

/** {@link NfsSettings} with nothing left out that has a default. */
export type CompleteSettings = {
  readonly [Name in Exclude<keyof NfsSettings, Defaultless>]-?: NonNullable<NfsSettings[Name]>;
} & Pick<NfsSettings, Defaultless>;

type Defaultless = "version" | "port" | "mountPort";

/** `nobody`, where processes have no user id. */
const nobody = 65_534;

/** The settings with defaults filled in. */
export function completeSettings(given: NfsSettings): CompleteSettings {
  return {
    host: given.host,
    path: given.path,
    version: given.version,
    uid: given.uid ?? process.geteuid?.() ?? nobody,
    gid: given.gid ?? process.getegid?.() ?? nobody,
    port: given.port,
    mountPort: given.mountPort,
    portmapPort: given.portmapPort ?? portmapPort,
    reservedPort: given.reservedPort ?? process.geteuid?.() === 0,
    requestBytes: Math.min(given.requestBytes ?? largestTransfer, largestTransfer),
    windowBytes: given.windowBytes ?? 4 * largestTransfer,
    idleMs: given.idleMs ?? 30_000,
    reconnect: given.reconnect ?? false,
    signal: given.signal ?? new AbortController().signal,
    resolve: given.resolve ?? systemAddresses,
  };
}

async function systemAddresses(host: string): Promise<readonly ResolvedAddress[]> {
  const found = await lookup(host, { all: true });
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
}
