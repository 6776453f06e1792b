import type { PrivateKey, Trust } from "@holdfast/contract";
import type { LocationRequest } from "@holdfast/core";
import type { Command } from "commander";
import { given } from "./given.ts";
import { collectPairs } from "./option-values.ts";
import { findSecret, locationPassword, readSecret } from "./secrets.ts";
import { readTextFile } from "./text-file.ts";

/** The options of every command that touches a location. */
export interface LocationOptions {
  readonly type?: string;
  readonly user?: string;
  readonly passwordFile?: string;
  readonly keyFile?: string;
  readonly knownHosts?: string;
  readonly hostKey?: string;
  readonly caFile?: string;
  readonly tlsFingerprint?: string;
  readonly option?: Readonly<Record<string, string>>;
}

/** Adds the options of {@link LocationOptions}. */
export function addLocationOptions(command: Command): void {
  command
    .optionsGroup("Location:")
    .option("--type <type>", "the location's type, where no URL says it")
    .option("--user <name>", "user to log in as")
    .option("--password-file <file>", "file with the user's password; - is standard input")
    .option("--key-file <file>", "private key to log in with, OpenSSH or PEM")
    .option("--known-hosts <file>", "OpenSSH known_hosts file that has the server's key")
    .option("--host-key <key>", "the server's key as SHA256:…, or accept-new to trust it at first sight")
    .option("--ca-file <file>", "PEM certificates that may sign the server's")
    .option("--tls-fingerprint <digest>", "SHA-256 of the server's certificate, hexadecimal")
    .option("--option <name=value>", "an option of the location type; may be repeated", collectPairs);
}

/** The request that location and options make. Reads the files that they name. */
export async function locationRequest(location: string, options: LocationOptions): Promise<LocationRequest> {
  const { type, user, passwordFile, keyFile } = options;
  return given<LocationRequest>({
    location,
    type,
    user,
    password: await findSecret(locationPassword(passwordFile)),
    privateKey: keyFile === undefined ? undefined : await readPrivateKey(keyFile),
    trust: await readTrust(options),
    options: options.option,
  });
}

async function readPrivateKey(path: string): Promise<PrivateKey> {
  return { key: await readSecret("--key-file", path) };
}

async function readTrust({ knownHosts, hostKey, caFile, tlsFingerprint }: LocationOptions): Promise<Trust> {
  return given<Trust>({
    caPem: caFile === undefined ? undefined : await readTextFile("--ca-file", caFile),
    tlsFingerprint,
    knownHosts: knownHosts === undefined ? undefined : await readTextFile("--known-hosts", knownHosts),
    hostKey,
  });
}
