import type {
  ClientCertificate,
  LocationAddress,
  LocationPlugin,
  PrivateKey,
  Secret,
  Trust,
} from "@holdfast/contract";
import { failure } from "../messages/holdfast-error.ts";
import type { PluginRegistry } from "./plugin-registry.ts";

/** A location and what it takes to log in there, as a user gives it. */
export interface LocationRequest {
  /** URL, or a spelling that the type documents. Options may stand in a URL's query, secrets never. */
  readonly location: string;
  /** Upper-case type; the URL's scheme says it otherwise. */
  readonly type?: string;
  readonly user?: string;
  readonly password?: Secret;
  readonly privateKey?: PrivateKey;
  readonly certificate?: ClientCertificate;
  readonly token?: Secret;
  readonly trust?: Trust;
  /** Options of the type, by name. */
  readonly options?: Readonly<Record<string, string>>;
}

/** A location whose type is known and whose address its plugin has accepted. */
export interface LocationTarget {
  readonly plugin: LocationPlugin;
  readonly address: LocationAddress;
  readonly target: unknown;
  readonly request: LocationRequest;
}

const urlScheme = /^([a-z][a-z0-9+.-]*):\/\//i;

/**
 * Finds the plugin for a location and has it read the address. No I/O.
 *
 * @throws HoldfastError or LocationError for whatever cannot be used
 */
export function resolveTarget(request: LocationRequest, registry: PluginRegistry): LocationTarget {
  refuseControlCharacters(request);
  refuseCredentials(request.location);
  const scheme = urlScheme.exec(request.location)?.[1]?.toUpperCase();
  const type = typeOf(request, scheme);
  const plugin = registry.forType(type);
  const { location, options } =
    scheme === undefined
      ? { location: request.location, options: request.options ?? {} }
      : splitQuery(request.location, request.options);
  refuseDots(location);
  for (const name of Object.keys(options)) {
    if (plugin.options.some((option) => option.name === name)) continue;
    const known = plugin.options.map((option) => option.name).join(", ") || "none";
    throw failure("holdfast.transfer.unknown-option", type, name, known);
  }
  refuseControlCharactersIn(options);
  const address: LocationAddress = {
    location,
    type,
    options,
    ...(request.user === undefined ? {} : { user: request.user }),
  };
  return { plugin, address, target: plugin.parse(address), request };
}

function typeOf(request: LocationRequest, scheme: string | undefined): string {
  const given = request.type?.toUpperCase();
  if (given === undefined) {
    if (scheme === undefined) throw failure("holdfast.transfer.no-type", request.location);
    return scheme;
  }
  if (scheme !== undefined && scheme !== given) {
    throw failure("holdfast.transfer.type-mismatch", scheme, given);
  }
  return given;
}

function refuseControlCharacters(request: LocationRequest): void {
  const values: [string, string | undefined][] = [
    ["location", request.location],
    ["user", request.user],
    ["password", request.password?.reveal()],
    ["token", request.token?.reveal()],
  ];
  for (const [what, value] of values) refuseControlCharacter(what, value);
}

/** Options of a URL's query have been decoded, which is when control characters appear. */
function refuseControlCharactersIn(options: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(options)) {
    refuseControlCharacter(`option ${JSON.stringify(name)}`, value);
  }
}

function refuseControlCharacter(what: string, value: string | undefined): void {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (value !== undefined && /[\u0000-\u001f\u007f]/.test(value)) {
    throw failure("holdfast.transfer.control-character", what);
  }
}

function splitQuery(
  location: string,
  given: Readonly<Record<string, string>> = {},
): { location: string; options: Readonly<Record<string, string>> } {
  const mark = location.indexOf("?");
  if (mark === -1) return { location, options: given };
  const query = Object.fromEntries(new URLSearchParams(location.slice(mark + 1)));
  return { location: location.slice(0, mark), options: { ...query, ...given } };
}

/**
 * Comes before anything that repeats the location in a message. A password may
 * have a `/` or a `?` in it, which ends the host for whoever reads the URL.
 */
function refuseCredentials(location: string): void {
  const [authority = "", ...path] = location.replace(urlScheme, "").split("/");
  const host = authority.replace(/^\[[^\]]*\]/, "");
  const port = host.includes(":") ? host.slice(host.indexOf(":") + 1) : "";
  const hasCutPassword = !/^\d*$/.test(port) && path.some((segment) => segment.includes("@"));
  if (authority.includes("@") || hasCutPassword) throw failure("holdfast.transfer.credentials-in-url");
}

function refuseDots(location: string): void {
  const path = location.replace(urlScheme, "").replace(/^[^/]*/, "");
  if (path.split(/[/\\]/).some((segment) => /^(\.|%2e){2}$/i.test(segment))) {
    throw failure("holdfast.transfer.dots-in-url");
  }
}
