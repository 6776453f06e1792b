import { type LocationAddress, LocationError, type OptionDescription } from "@holdfast/contract";

/** Where an NFS location is, and how to speak to it. */
export interface NfsTarget {
  readonly host: string;
  /** Absolute, beginning with an exported directory. */
  readonly path: string;
  /** `undefined`: 4.1, else 3. */
  readonly version: "3" | "4.1" | undefined;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  readonly port: number | undefined;
  readonly mountPort: number | undefined;
  readonly portmapPort: number;
  /** Whether a source port below 1024 may be tried. */
  readonly mayUseReservedPort: boolean;
  /** Bytes of data in one READ or WRITE, unless the server allows less. */
  readonly requestBytes: number;
  /** Bytes of data that one operation has under way. */
  readonly windowBytes: number;
}

const largestPort = 65_535;
/** Ids are 32 bits wide (RFC 5531 appendix A); the last one means none. */
const largestId = 2 ** 32 - 2;
const largestRequestKiB = 1024;
const largestWindowKiB = 64 * 1024;

/** The options of the type NFS. The names are those of mount options (nfs(5)) where there are such. */
export const options: readonly OptionDescription[] = [
  { name: "vers", meaning: "version of NFS, 3 or 4.1; auto: 4.1, else 3", default: "auto" },
  { name: "uid", meaning: "user id that is given to the server; own: the process'", default: "own" },
  { name: "gid", meaning: "group id that is given to the server; own: the process'", default: "own" },
  {
    name: "port",
    meaning: "TCP port of NFS, also in the location; auto: 2049, or by port mapper",
    default: "auto",
  },
  {
    name: "mountport",
    meaning: "TCP port of the mount service, version 3; auto: by port mapper",
    default: "auto",
  },
  { name: "portmapport", meaning: "TCP port of the port mapper, version 3", default: "111" },
  { name: "resvport", meaning: "try to connect from a port below 1024 when root: yes or no", default: "yes" },
  {
    name: "request-size",
    meaning: "largest read or write request in KiB, 1 to 1024; a lower limit of the server holds",
    default: "1024",
  },
  { name: "window", meaning: "data under way at once in KiB, 1 to 65536", default: "4096" },
];

const spelling = /^nfs:\/\/(?<authority>[^/]*)(?<path>\/.*)?$/i;
/** A colon without a port is the spelling of appliances: `host:/export`. */
const hostAndPort =
  /^(?:\[(?<ipv6>[0-9a-f:.]+)\]|(?<host>[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_.])?))(?::(?<port>\d{0,5}))?$/i;

/**
 * Reads `nfs://host[:port]/export/directory` and `nfs://host:/export/directory`.
 * The path is percent-decoded.
 *
 * @throws LocationError `invalid-location`
 */
export function parseTarget(address: LocationAddress): NfsTarget {
  if (/\p{Cc}/u.test(address.location)) throw invalid("The location contains a control character.");
  if (address.type !== "NFS") throw invalid(`The type ${JSON.stringify(address.type)} is not NFS.`);
  // NFS knows no users with passwords; a user that is given is of no use, and does no harm.
  if (/\p{Cc}/u.test(address.user ?? "")) throw invalid("The user name contains a control character.");
  const { authority, path = "/" } = spelling.exec(address.location)?.groups ?? {};
  if (authority === undefined) throw invalid("An NFS location is written nfs://host/export/directory.");
  if (authority.includes("@")) {
    throw invalid("The location contains a user or a password; NFS takes the options uid and gid instead.");
  }
  const { ipv6, host, port } = hostAndPort.exec(authority)?.groups ?? {};
  const name = ipv6 ?? host;
  if (name === undefined)
    throw invalid("The location's host is neither a name nor an address; IPv6 is written [::1].");
  const given = new GivenOptions(address.options);
  const windowBytes = given.number("window", 1, largestWindowKiB) * 1024;
  return {
    host: name,
    path: directoryOf(path),
    version: versionOf(given.text("vers")),
    uid: given.numberUnless("own", "uid", 0, largestId),
    gid: given.numberUnless("own", "gid", 0, largestId),
    port: portOf(port) ?? given.numberUnless("auto", "port", 1, largestPort),
    mountPort: given.numberUnless("auto", "mountport", 1, largestPort),
    portmapPort: given.number("portmapport", 1, largestPort),
    mayUseReservedPort: yesOrNo("resvport", given.text("resvport")),
    requestBytes: Math.min(given.number("request-size", 1, largestRequestKiB) * 1024, windowBytes),
    windowBytes,
  };
}

/** Options with their defaults, as numbers and texts. */
class GivenOptions {
  readonly #given: Readonly<Record<string, string>>;

  constructor(given: Readonly<Record<string, string>>) {
    this.#given = given;
  }

  text(name: string): string {
    return this.#given[name] ?? options.find((option) => option.name === name)?.default ?? "";
  }

  number(name: string, least: number, most: number): number {
    const written = this.text(name);
    const value = /^\d{1,10}$/.test(written) ? Number(written) : -1;
    if (value >= least && value <= most) return value;
    throw invalid(`The option ${name} is ${JSON.stringify(written)}; it takes ${least} to ${most}.`);
  }

  numberUnless(word: string, name: string, least: number, most: number): number | undefined {
    return this.text(name) === word ? undefined : this.number(name, least, most);
  }
}

function versionOf(written: string): NfsTarget["version"] {
  if (written === "auto") return undefined;
  if (written === "3" || written === "4.1") return written;
  throw invalid(`The option vers is ${JSON.stringify(written)}; it takes 3, 4.1 or auto.`);
}

function yesOrNo(name: string, written: string): boolean {
  if (written === "yes" || written === "no") return written === "yes";
  throw invalid(`The option ${name} is ${JSON.stringify(written)}; it takes yes or no.`);
}

function portOf(written: string | undefined): number | undefined {
  if (written === undefined || written === "") return undefined;
  const port = Number(written);
  if (port >= 1 && port <= largestPort) return port;
  throw invalid(`The location's port is ${written}; ports are 1 to ${largestPort}.`);
}

function directoryOf(path: string): string {
  if (/[?#]/.test(path)) throw invalid("A ? or # in the location's directory is written %3F or %23.");
  const segments = path.split("/").filter((segment) => segment !== "");
  return `/${segments.map(decodedSegment).join("/")}`;
}

function decodedSegment(written: string): string {
  let segment: string;
  try {
    segment = decodeURIComponent(written);
  } catch {
    throw invalid(`The location contains ${JSON.stringify(written)}, which is not percent-encoded UTF-8.`);
  }
  if (segment === "." || segment === "..")
    throw invalid("The location's directory contains . or .. segments.");
  if (/[\p{Cc}/]/u.test(segment) || !segment.isWellFormed()) {
    throw invalid("The location's directory contains a control character or an encoded slash.");
  }
  return segment;
}

function invalid(message: string): LocationError {
  return new LocationError({ code: "invalid-location", retry: "never", message });
}
