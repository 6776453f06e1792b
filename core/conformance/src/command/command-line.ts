import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { ConnectContext, LocationAddress, Trust } from "@holdfast/contract";
import { connectContext, givenCredentials } from "../connect-context.ts";
import type { Surroundings } from "./surroundings.ts";

export const usage: string = `Usage: holdfast-conformance MODULE URL [options]

Runs the conformance cases of Holdfast's location contract against a live location.
They work in a new directory below the URL and remove it again.

MODULE                 the plugin's package, or the path of its module
--type TYPE            location type; by default the URL's scheme
--user USER            user name; the password is taken from HOLDFAST_PASSWORD
--option NAME=VALUE    an option that the plugin declares; may be repeated
--key-file FILE        private key for login
--known-hosts FILE     an OpenSSH known_hosts file
--host-key KEY         SHA256:... of the server's host key
--ca-file FILE         certificates that may sign the server's, PEM
--tls-fingerprint HEX  SHA-256 of the server's certificate
--slow                 run the slow cases too
`;

/** The command line is wrong. */
export class UsageError extends Error {}

/** What the command line asks for. */
export interface CommandLine {
  readonly module: string;
  readonly address: LocationAddress;
  readonly context: ConnectContext;
  readonly withSlow: boolean;
}

/** Reads the command line and the files that it names. @throws UsageError */
export async function readCommandLine(
  args: readonly string[],
  { environment, directory }: Surroundings,
): Promise<CommandLine | "help"> {
  const { values, positionals } = parsed(args);
  if (values.help === true) return "help";
  const [module, location, ...more] = positionals;
  if (module === undefined || location === undefined || more.length > 0) throw new UsageError(usage);
  const textOf = async (file: string | undefined): Promise<string | undefined> =>
    file === undefined ? undefined : readFile(resolve(directory, file), "utf8");

  const trust = {
    knownHosts: await textOf(values["known-hosts"]),
    hostKey: values["host-key"],
    caPem: await textOf(values["ca-file"]),
    tlsFingerprint: values["tls-fingerprint"],
  };
  const credentials = {
    password: environment["HOLDFAST_PASSWORD"],
    privateKey: await textOf(values["key-file"]),
  };
  return {
    module,
    address: {
      location,
      type: values.type ?? /^[^:/]*/.exec(location)?.[0].toUpperCase() ?? "",
      options: Object.fromEntries((values.option ?? []).map(optionOf)),
      ...given({ user: values.user }),
    },
    context: connectContext({
      trust: given(trust) satisfies Trust,
      credentials: givenCredentials(given(credentials)),
    }),
    withSlow: values.slow === true,
  };
}

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;

const parsed = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        type: text,
        user: text,
        option: { type: "string", multiple: true },
        "key-file": text,
        "known-hosts": text,
        "host-key": text,
        "ca-file": text,
        "tls-fingerprint": text,
        slow: flag,
        help: flag,
      },
    });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
};

function optionOf(assignment: string): [string, string] {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(assignment) ?? [];
  if (name === undefined || value === undefined)
    throw new UsageError(`--option ${assignment} is not NAME=VALUE`);
  return [name, value];
}

/** The properties that have a value. */
function given<T extends object>(properties: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined)) as never;
}
