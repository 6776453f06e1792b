import { type LocationAddress, LocationError, type OptionDescription } from "@holdfast/contract";

/** Where an HTTP or HTTPS location is. */
export interface HttpTarget {
  readonly scheme: "http" | "https";
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  /** The directory's path in URLs: percent-encoded, with a slash at both ends. */
  readonly path: string;
  /** Operations, and so connections, that one session has under way at once. */
  readonly connections: number;
}

const defaultPorts = { http: 80, https: 443 } as const;
const mostConnections = 16;

/** The options of the types HTTP and HTTPS. */
export const options: readonly OptionDescription[] = [
  {
    name: "connections",
    meaning: `transfers at once on one session, 1 to ${mostConnections}`,
    default: "4",
  },
];

const spelling = /^(?<scheme>[a-z]+):\/\/(?<authority>[^/?#]*)(?<path>\/.*)?$/i;
const hostAndPort =
  /^(?:\[(?<ipv6>[0-9a-f:.]+)\]|(?<host>[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_.])?))(?::(?<port>\d{1,5}))?$/i;

/**
 * Reads `http://host[:port]/directory`, or the same with `https`. The directory is percent-encoded.
 *
 * @throws LocationError `invalid-location`
 */
export function parseTarget(scheme: HttpTarget["scheme"], address: LocationAddress): HttpTarget {
  const type = scheme.toUpperCase();
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(address.location))
    throw invalid("The location contains a control character.");
  if (address.type !== type) throw invalid(`The type ${JSON.stringify(address.type)} is not ${type}.`);
  const { scheme: written, authority, path = "/" } = spelling.exec(address.location)?.groups ?? {};
  if (authority === undefined || written?.toLowerCase() !== scheme)
    throw invalid(`An ${type} location is written ${scheme}://host/directory.`);
  if (authority.includes("@"))
    throw invalid("The location contains a user or a password; give them apart from it.");
  const { ipv6, host, port } = hostAndPort.exec(authority)?.groups ?? {};
  const name = ipv6 ?? host;
  if (name === undefined)
    throw invalid("The location's host is neither a name nor an address; IPv6 is written [::1].");
  if (port !== undefined && (Number(port) === 0 || Number(port) > 65_535))
    throw invalid(`The location's port is ${port}; ports are 1 to 65535.`);
  return {
    scheme,
    host: name,
    port: port === undefined ? defaultPorts[scheme] : Number(port),
    user: checkedUser(address.user),
    path: directoryPath(path),
    connections: connectionsOf(address),
  };
}

/** A path below the directory as URLs have it; `""` is the directory itself, with its slash. */
export function pathBelow(directory: string, path: string): string {
  return directory + path.split("/").map(encodeURIComponent).join("/");
}

/** What stands in the Host header (RFC 9110 §7.2). */
export function authorityOf({ scheme, host, port }: HttpTarget): string {
  const name = host.includes(":") ? `[${host}]` : host;
  return port === defaultPorts[scheme] ? name : `${name}:${port}`;
}

function checkedUser(user: string | undefined): string | undefined {
  if (user === undefined) return undefined;
  if (user === "") throw invalid("The user name is empty.");
  if (/\p{Cc}/u.test(user) || !user.isWellFormed())
    throw invalid("The user name contains a control character.");
  return user;
}

function directoryPath(path: string): string {
  if (/[?#]/.test(path)) throw invalid("A ? or # in the location's directory is written %3F or %23.");
  const segments = path.split("/").filter((segment) => segment !== "");
  return ["", ...segments.map(decodedSegment).map(encodeURIComponent), ""].join("/");
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
  if (/[\p{Cc}/\\]/u.test(segment) || !segment.isWellFormed())
    throw invalid("The location's directory contains a control character, a backslash or an encoded slash.");
  return segment;
}

function connectionsOf(address: LocationAddress): number {
  const written = address.options["connections"] ?? "4";
  const value = /^\d{1,2}$/.test(written) ? Number(written) : 0;
  if (value < 1 || value > mostConnections)
    throw invalid(`The option connections is ${JSON.stringify(written)}; it takes 1 to ${mostConnections}.`);
  return value;
}

function invalid(message: string): LocationError {
  return new LocationError({ code: "invalid-location", retry: "never", message });
}
