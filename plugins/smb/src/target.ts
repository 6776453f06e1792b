import { type LocationAddress, LocationError, type OptionDescription } from "@holdfast/contract";
import { type DialectName, dialects } from "./protocol/dialect.ts";
import { nameProblem } from "./protocol/names.ts";
import type { SmbPolicy } from "./protocol/policy.ts";

/** Where an SMB location is, and how to connect and transfer. */
export interface SmbTarget {
  readonly host: string;
  readonly port: number;
  readonly share: string;
  /** Below the share, with `/` between names; empty for the share itself. */
  readonly directory: string;
  /** Absent for a login without a name. */
  readonly user: { readonly name: string; readonly domain: string } | undefined;
  readonly policy: SmbPolicy;
  /** Bytes of data in one READ or WRITE, unless the server allows less. */
  readonly requestBytes: number;
  /** Bytes of data that one operation has under way. */
  readonly windowBytes: number;
}

const defaultPort = 445;
const longestUser = 256;

/** The options of the type SMB. */
export const options: readonly OptionDescription[] = [
  {
    name: "encryption",
    meaning:
      "preferred: where the server can; required: or not at all; on-demand: only where the server asks for it, otherwise signed",
    default: "preferred",
  },
  {
    name: "signing",
    meaning: "required: every message is signed or encrypted; preferred: but those of guests",
    default: "required",
  },
  {
    name: "guest",
    meaning: "allow: the server may let the user in as a guest, or without a name; needs signing=preferred",
    default: "refuse",
  },
  { name: "oldest-dialect", meaning: "oldest SMB dialect that is spoken, 2.0.2 to 3.1.1", default: "2.1" },
  {
    name: "request-size",
    meaning: "largest read or write request in KiB, 64 to 8192; a lower limit of the server holds",
    default: "1024",
  },
  { name: "window", meaning: "data under way at once in KiB, 64 to 16384", default: "4096" },
];

const url = /^smb:\/\/(?<authority>[^/]*)(?<path>\/.*)?$/i;
const unc = /^\\\\(?<authority>[^\\/]+)(?<path>\\.*)?$/;
/** As appliances write it: no scheme, the type decides. */
const bare = /^(?<authority>[^/\\]+)(?<path>\/.*)?$/;
const hostAndPort =
  /^(?:\[(?<ipv6>[0-9a-f:.]+)\]|(?<host>[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_.])?))(?::(?<port>\d{1,5}))?$/i;

/**
 * Reads `smb://host[:port]/share/directory`, `\\host\share\directory` or
 * `host/share/directory`. Only the URL is percent-decoded.
 *
 * @throws LocationError `invalid-location`
 */
export function parseTarget(address: LocationAddress): SmbTarget {
  const { location } = address;
  if (/\p{Cc}/u.test(location)) throw invalid("The location contains a control character.");
  if (address.type !== "SMB") throw invalid(`The type ${JSON.stringify(address.type)} is not SMB.`);
  const { authority, names } = partsOf(location);
  if (authority.includes("@")) {
    throw invalid("The location contains a user or a password; give them apart from it.");
  }
  const { ipv6, host, port } = hostAndPort.exec(authority)?.groups ?? {};
  const name = ipv6 ?? host;
  if (name === undefined) {
    throw invalid("The location's host is neither a name nor an address; IPv6 is written [::1].");
  }
  if (port !== undefined && (Number(port) === 0 || Number(port) > 65_535)) {
    throw invalid(`The location's port is ${port}; ports are 1 to 65535.`);
  }
  const [share, ...directory] = names;
  if (share === undefined) throw invalid(`The location names no share, as in smb://${name}/share.`);
  for (const each of names) checkName(each);
  const policy = policyOf(address);
  return {
    host: name,
    port: port === undefined ? defaultPort : Number(port),
    share,
    directory: directory.join("/"),
    user: userOf(address.user, policy),
    policy,
    requestBytes: kibibytes(address, "request-size", 64, 8192),
    windowBytes: kibibytes(address, "window", 64, 16_384),
  };
}

function partsOf(location: string): { authority: string; names: readonly string[] } {
  const [match, separator] = location.includes("://")
    ? ([url.exec(location), "/"] as const)
    : location.startsWith("\\")
      ? ([unc.exec(location), "\\"] as const)
      : ([bare.exec(location), "/"] as const);
  const { authority, path = "" } = match?.groups ?? {};
  if (authority === undefined) {
    throw invalid(
      String.raw`An SMB location is written smb://host/share/directory or \\host\share\directory.`,
    );
  }
  const written = path.split(separator).filter((name) => name !== "");
  if (!location.includes("://")) return { authority, names: written };
  if (/[?#]/.test(path))
    throw invalid("A ? or # in the location's directory cannot be: SMB does not take such names.");
  return { authority, names: written.map(decoded) };
}

function decoded(written: string): string {
  try {
    return decodeURIComponent(written);
  } catch {
    throw invalid(`The location contains ${JSON.stringify(written)}, which is not percent-encoded UTF-8.`);
  }
}

function checkName(name: string): void {
  if (name === "." || name === "..") throw invalid("The location's directory contains . or .. segments.");
  const problem = name.isWellFormed() ? nameProblem(name) : "it is no Unicode";
  if (problem !== undefined) throw invalid(`SMB does not take the name ${JSON.stringify(name)}: ${problem}.`);
}

/** `DOMAIN\user`, `user@domain` or `user`. */
function userOf(user: string | undefined, policy: SmbPolicy): SmbTarget["user"] {
  if (user === undefined || user === "") {
    if (policy.guest) return undefined;
    throw invalid("SMB needs a user name, unless guest=allow and signing=preferred are given.");
  }
  if (/\p{Cc}/u.test(user) || !user.isWellFormed())
    throw invalid("The user name contains a control character.");
  if (user.length > longestUser) throw invalid(`The user name is longer than ${longestUser} characters.`);
  const backslash = user.indexOf("\\");
  const at = user.lastIndexOf("@");
  const split: readonly [name: string, domain: string] =
    backslash !== -1
      ? [user.slice(backslash + 1), user.slice(0, backslash)]
      : at !== -1
        ? [user.slice(0, at), user.slice(at + 1)]
        : [user, ""];
  const [name, domain] = split;
  if (name === "" || name.includes("\\")) {
    throw invalid(String.raw`The user is written user, DOMAIN\user or user@domain.`);
  }
  return { name, domain };
}

function policyOf(address: LocationAddress): SmbPolicy {
  const policy = {
    encryption: choice(address, "encryption", ["preferred", "required", "on-demand"]),
    signing: choice(address, "signing", ["required", "preferred"]),
    guest: choice(address, "guest", ["refuse", "allow"]) === "allow",
    oldestDialect: choice(address, "oldest-dialect", Object.keys(dialects) as DialectName[]),
  };
  if (policy.guest && policy.signing === "required") {
    throw invalid("A guest's session has no key to sign with: guest=allow needs signing=preferred.");
  }
  return policy;
}

function choice<Value extends string>(
  address: LocationAddress,
  name: string,
  values: readonly Value[],
): Value {
  const written = optionOf(address, name);
  const value = values.find((each) => each === written);
  if (value !== undefined) return value;
  throw invalid(`The option ${name} is ${JSON.stringify(written)}; it takes ${values.join(", ")}.`);
}

function kibibytes(address: LocationAddress, name: string, least: number, largest: number): number {
  const written = optionOf(address, name);
  const value = /^\d{1,6}$/.test(written) ? Number(written) : 0;
  if (value >= least && value <= largest) return value * 1024;
  throw invalid(`The option ${name} is ${JSON.stringify(written)}; it takes ${least} to ${largest} (KiB).`);
}

function optionOf(address: LocationAddress, name: string): string {
  return address.options[name] ?? options.find((option) => option.name === name)?.default ?? "";
}

function invalid(message: string): LocationError {
  return new LocationError({ code: "invalid-location", retry: "never", message });
}
