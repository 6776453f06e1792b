import { type LocationAddress, LocationError, type OptionDescription } from "@holdfast/contract";

/** Where an SFTP location is, and how to transfer. */
export interface SftpTarget {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Absolute on the server, or relative to the user's home; `"."` is the home itself. */
  readonly directory: string;
  /** Bytes of data in one READ or WRITE, unless the server allows less. */
  readonly requestBytes: number;
  /** Bytes of data that one operation has under way. */
  readonly windowBytes: number;
}

const defaultPort = 22;
const largestRequestKiB = 255;
const largestWindowKiB = 16 * 1024;

/** The options of the type SFTP. */
export const options: readonly OptionDescription[] = [
  {
    name: "request-size",
    meaning: "largest read or write request in KiB, 1 to 255; a lower limit of the server holds",
    default: "255",
  },
  {
    name: "window",
    meaning:
      "data under way at once in KiB, 1 to 16384; the request size, for servers that take one at a time",
    default: "2048",
  },
];

const spelling = /^sftp:\/\/(?<authority>[^/]*)(?<path>\/.*)?$/i;
const hostAndPort =
  /^(?:\[(?<ipv6>[0-9a-f:.]+)\]|(?<host>[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_.])?))(?::(?<port>\d{1,5}))?$/i;
const homePrefix = "/~";

/**
 * Reads `sftp://host[:port]/directory`. The directory is absolute on the server;
 * one that begins with `/~/` is relative to the user's home. It is percent-decoded.
 *
 * @throws LocationError `invalid-location`
 */
export function parseTarget(address: LocationAddress): SftpTarget {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(address.location))
    throw invalid("The location contains a control character.");
  if (address.type !== "SFTP") throw invalid(`The type ${JSON.stringify(address.type)} is not SFTP.`);
  const { authority, path } = spelling.exec(address.location)?.groups ?? {};
  if (authority === undefined) throw invalid("An SFTP location is written sftp://host/directory.");
  if (authority.includes("@")) {
    throw invalid("The location contains a user or a password; give them apart from it.");
  }
  const { ipv6, host, port } = hostAndPort.exec(authority)?.groups ?? {};
  const name = ipv6 ?? host;
  if (name === undefined)
    throw invalid("The location's host is neither a name nor an address; IPv6 is written [::1].");
  if (port !== undefined && (Number(port) === 0 || Number(port) > 65_535)) {
    throw invalid(`The location's port is ${port}; ports are 1 to 65535.`);
  }
  const requestBytes = kibibytes(address, "request-size", largestRequestKiB);
  const windowBytes = kibibytes(address, "window", largestWindowKiB);
  return {
    host: name,
    port: port === undefined ? defaultPort : Number(port),
    user: checkedUser(address.user),
    directory: directoryOf(path ?? "/"),
    requestBytes: Math.min(requestBytes, windowBytes),
    windowBytes,
  };
}

function checkedUser(user: string | undefined): string {
  if (user === undefined || user === "") throw invalid("SFTP needs a user name.");
  if (/\p{Cc}/u.test(user) || !user.isWellFormed())
    throw invalid("The user name contains a control character.");
  return user;
}

function directoryOf(path: string): string {
  if (/[?#]/.test(path)) throw invalid("A ? or # in the location's directory is written %3F or %23.");
  const inHome = path === homePrefix || path.startsWith(`${homePrefix}/`);
  const written = inHome ? path.slice(homePrefix.length) : path;
  const segments = written
    .split("/")
    .filter((segment) => segment !== "")
    .map(decodedSegment);
  if (!inHome) return `/${segments.join("/")}`;
  // A relative path that begins with ./ cannot be taken for anything else, whatever its first name is.
  return segments.length === 0 ? "." : `./${segments.join("/")}`;
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

function kibibytes(address: LocationAddress, name: string, largest: number): number {
  const description = options.find((option) => option.name === name);
  const written = address.options[name] ?? description?.default ?? "";
  const value = /^\d{1,6}$/.test(written) ? Number(written) : 0;
  if (value < 1 || value > largest) {
    throw invalid(`The option ${name} is ${JSON.stringify(written)}; it takes 1 to ${largest} (KiB).`);
  }
  return value * 1024;
}

function invalid(message: string): LocationError {
  return new LocationError({ code: "invalid-location", retry: "never", message });
}
