import { type LocationAddress, LocationError, type OptionDescription } from "@holdfast/contract";
import { type FtpTarget, parseTarget } from "@holdfast/location-ftp/target";

/** A version of TLS, by Node's name for it. */
export type TlsVersion = "TLSv1.2" | "TLSv1.3";

/** Where an FTPS location is, and how TLS begins there. */
export interface FtpsTarget extends FtpTarget {
  /** Whether TLS begins with the connection, and not after AUTH TLS. */
  readonly implicit: boolean;
  readonly maxVersion: TlsVersion;
}

const explicitPort = 21;
const implicitPort = 990;

/** The options of the type FTPS. */
export const options: readonly OptionDescription[] = [
  {
    name: "tls",
    meaning: "explicit (AUTH TLS), implicit (with the connection), or auto: implicit on port 990 only",
    default: "auto",
  },
  {
    name: "tls-max-version",
    meaning: "1.3, or 1.2 for servers that lose data connections with 1.3",
    default: "1.3",
  },
];

/**
 * Reads `ftps://host[:port]/directory`. Without a port it is 21, or 990 where TLS is implicit.
 *
 * @throws LocationError `invalid-location`
 */
export function parseFtpsTarget(address: LocationAddress): FtpsTarget {
  const tls = chosen(address, "tls", ["auto", "explicit", "implicit"]);
  const maxVersion = chosen(address, "tls-max-version", ["1.3", "1.2"]) === "1.2" ? "TLSv1.2" : "TLSv1.3";
  const target = parseTarget(address, "FTPS", tls === "implicit" ? implicitPort : explicitPort);
  const implicit = tls === "implicit" || (tls === "auto" && target.port === implicitPort);
  return { ...target, implicit, maxVersion };
}

function chosen(address: LocationAddress, name: string, values: readonly [string, ...string[]]): string {
  const value = address.options[name] ?? values[0];
  if (values.includes(value)) return value;
  const message = `The option ${name} is ${JSON.stringify(value)}; it takes ${values.join(", ")}.`;
  throw new LocationError({ code: "invalid-location", retry: "never", message });
}
