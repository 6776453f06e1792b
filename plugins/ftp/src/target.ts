import { type LocationAddress, LocationError } from "@holdfast/contract";

/** Where an FTP location is. */
export interface FtpTarget {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Absolute on the server, or relative to the directory that the login ends in; `""` is that one. */
  readonly directory: string;
}

const spelling = /^(?<scheme>[a-z]+):\/\/(?<authority>[^/]*)(?<path>\/.*)?$/i;
const hostAndPort =
  /^(?:\[(?<ipv6>[0-9a-f:.]+)\]|(?<host>[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_.])?))(?::(?<port>\d{1,5}))?$/i;

/**
 * Reads `<type>://host[:port]/directory` (RFC 1738 §3.2): the directory is relative
 * to the one that the login ends in; one that begins with `/%2F` is absolute.
 *
 * @param type `FTP` or `FTPS`
 * @param defaultPort where the server listens when the location does not say
 * @throws LocationError `invalid-location`
 */
export function parseTarget(address: LocationAddress, type: string, defaultPort: number): FtpTarget {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(address.location))
    throw invalid("The location contains a control character.");
  if (address.type !== type) throw invalid(`The type ${JSON.stringify(address.type)} is not ${type}.`);
  const { scheme, authority, path } = spelling.exec(address.location)?.groups ?? {};
  if (authority === undefined || scheme?.toUpperCase() !== type)
    throw invalid(`A location of the type ${type} is written ${type.toLowerCase()}://host/directory.`);
  if (authority.includes("@"))
    throw invalid("The location contains a user or a password; give them apart from it.");
  const { ipv6, host, port } = hostAndPort.exec(authority)?.groups ?? {};
  const name = ipv6 ?? host;
  if (name === undefined)
    throw invalid("The location's host is neither a name nor an address; IPv6 is written [::1].");
  if (port !== undefined && (Number(port) === 0 || Number(port) > 65_535))
    throw invalid(`The location's port is ${port}; ports are 1 to 65535.`);
  return {
    host: name,
    port: port === undefined ? defaultPort : Number(port),
    user: checkedUser(address.user, type),
    directory: directoryOf(path ?? "/"),
  };
}

function checkedUser(user: string | undefined, type: string): string {
  if (user === undefined || user === "")
    throw invalid(`${type} needs a user name; "anonymous" is one where the server lets everybody in.`);
  if (/\p{Cc}/u.test(user) || !user.isWellFormed())
    throw invalid("The user name contains a control character.");
  return user;
}

function directoryOf(path: string): string {
  if (/[?#]/.test(path)) throw invalid("A ? or # in the location's directory is written %3F or %23.");
  const isAbsolute = /^\/%2f/i.test(path);
  const written = isAbsolute ? path.slice("/%2F".length) : path;
  const segments = written
    .split("/")
    .filter((segment) => segment !== "")
    .map(decodedSegment);
  return `${isAbsolute ? "/" : ""}${segments.join("/")}`;
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
  if (/[\p{Cc}/]/u.test(segment) || !segment.isWellFormed())
    throw invalid("The location's directory contains a control character or an encoded slash.");
  return segment;
}

function invalid(message: string): LocationError {
  return new LocationError({ code: "invalid-location", retry: "never", message });
}
