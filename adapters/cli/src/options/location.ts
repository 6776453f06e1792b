import type { PrivateKey, Trust } from "@holdfast/contract";
import type { LocationRequest } from "@holdfast/core";
import type { Command } from "commander";
import type { Appliance } from "../appliance.ts";
import { usageError } from "../output/messages.ts";
import type { LocationOptions } from "../location-options.ts";
import { given } from "./given.ts";
import { collectPairs } from "./option-values.ts";
import { findSecret, locationPassword, readSecret } from "./secrets.ts";
import { readTextFile } from "./text-file.ts";

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
    .option(
      "--tls-fingerprint <digest>",
      "SHA-256 of the server's certificate, hexadecimal, or accept-new to trust it at first sight",
    )
    .option("--option <name=value>", "an option of the location type; may be repeated", collectPairs);
}

/**
 * The location that an option names: a URL, or a location of the configuration.
 *
 * @param flag the option, for messages
 * @throws HoldfastError when there is none, and no default
 */
export function chooseLocation(flag: string, text: string | undefined, appliance: Appliance): string {
  const location = text ?? appliance.location;
  if (location === undefined) throw usageError("holdfast.cli.no-location", flag);
  return location;
}

/**
 * The request that location and options make. Reads the files that they name.
 *
 * @param name a URL, or the name of a location of the configuration; options add to what that says
 */
export async function locationRequest(
  name: string,
  own: LocationOptions,
  appliance: Appliance,
): Promise<LocationRequest> {
  const named = appliance.locations.get(name);
  const options: LocationOptions = { ...named, ...own };
  const { type, user, passwordFile, keyFile } = options;
  return given<LocationRequest>({
    location: named?.location ?? name,
    type,
    user,
    password: await findSecret(locationPassword(passwordFile)),
    privateKey: keyFile === undefined ? undefined : await readPrivateKey(keyFile),
    trust: await readTrust(options),
    options: { ...named?.option, ...own.option },
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
