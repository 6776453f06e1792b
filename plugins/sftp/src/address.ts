import { type LocationAddress, LocationError } from "@holdfast/contract";

/** A directory on an SSH server, and the user to log in as. */
export interface SshAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Absolute on the server, or relative to the user's home; `"."` is the home itself. */
  readonly directory: string;
}

const defaultPort = 22;
const spelling = /^(?<scheme>[a-z]+):\/\/(?<authority>[^/]*)(?<path>\/.*)?$/i;
const hostAndPort =
  /^(?:\[(?<ipv6>[0-9a-f:.]+)\]|(?<host>[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_.])?))(?::(?<port>\d{1,5}))?$/i;
const homePrefix = "/~";

/**
 * Reads `<scheme>://host[:port]/directory`, the scheme being the type in lower case.
 * The directory is absolute on the server; one that begins with `/~/` is relative
 * to the user's home. It is percent-decoded.
 *
 * @param type the only one that is accepted, such as `SFTP`
 * @throws LocationError `invalid-location`
 */
export function parseSshAddress(address: LocationAddress, type: string): SshAddress {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(address.location))
    throw invalidLocation("The location contains a control character.");
  if (address.type !== type)
    throw invalidLocation(`The type ${JSON.stringify(address.type)} is not ${type}.`);
  const { scheme, authority, path } = spelling.exec(address.location)?.groups ?? {};
  if (authority === undefined || scheme?.toUpperCase() !== type) {
    throw invalidLocation(
      `A location of the type ${type} is written ${type.toLowerCase()}://host/directory.`,
    );
  }
  if (authority.includes("@")) {
    throw invalidLocation("The location contains a user or a password; give them apart from it.");
  }
  const { ipv6, host, port } = hostAndPort.exec(authority)?.groups ?? {};
  const name = ipv6 ?? host;
  if (name === undefined)
    throw invalidLocation("The location's host is neither a name nor an address; IPv6 is written [::1].");
  if (port !== undefined && (Number(port) === 0 || Number(port) > 65_535)) {
    throw invalidLocation(`The location's port is ${port}; ports are 1 to 65535.`);
  }
  return {
    host: name,
    port: port === undefined ? defaultPort : Number(port),
    user: checkedUser(address.user, type),
    directory: directoryOf(path ?? "/"),
  };
}

/** An error about a location or an option of it. */
export function invalidLocation(message: string): LocationError {
  return new LocationError({ code: "invalid-location", retry: "never", message });
}

function checkedUser(user: string | undefined, type: string): string {
  if (user === undefined || user === "") throw invalidLocation(`${type} needs a user name.`);
  if (/\p{Cc}/u.test(user) || !user.isWellFormed())
    throw invalidLocation("The user name contains a control character.");
  return user;
}

function directoryOf(path: string): string {
  if (/[?#]/.test(path)) throw invalidLocation("A ? or # in the location's directory is written %3F or %23.");
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
    throw invalidLocation(
      `The location contains ${JSON.stringify(written)}, which is not percent-encoded UTF-8.`,
    );
  }
  if (segment === "." || segment === "..")
    throw invalidLocation("The location's directory contains . or .. segments.");
  if (/[\p{Cc}/]/u.test(segment) || !segment.isWellFormed()) {
    throw invalidLocation("The location's directory contains a control character or an encoded slash.");
  }
  return segment;
}
