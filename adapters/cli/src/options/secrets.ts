import { existsSync } from "node:fs";
import { join } from "node:path";
import { Secret } from "@holdfast/contract";
import type { Appliance } from "../appliance.ts";
import { usageError } from "../output/messages.ts";
import { readTextFile } from "./text-file.ts";

/** The places where a secret may be, in the order in which they are looked at. */
export interface SecretPlaces {
  readonly flag: string;
  /** What was given with the flag. */
  readonly file: string | undefined;
  readonly variable: string;
  /** The name in `$CREDENTIALS_DIRECTORY`, where systemd's LoadCredential= puts it. */
  readonly credential: string;
  /** A file that the configuration names. */
  readonly configured?: string | undefined;
}

/**
 * Finds a secret.
 *
 * @throws HoldfastError when its place cannot be read or is empty: a backup must not
 *   go without a password because a file with it was empty
 */
export async function findSecret(places: SecretPlaces): Promise<Secret | undefined> {
  const { flag, file, variable, credential, configured } = places;
  if (file !== undefined) return readSecret(flag, file);
  const given = process.env[variable];
  if (given === "") throw usageError("holdfast.cli.empty-secret", "The variable", variable);
  if (given !== undefined) return new Secret(given);
  const directory = process.env["CREDENTIALS_DIRECTORY"];
  const path = directory === undefined ? undefined : join(directory, credential);
  if (path !== undefined && existsSync(path)) return readSecret("Credential", path);
  return configured === undefined ? undefined : readSecret("The configuration's file", configured);
}

/** Reads a secret from a file, without the line break at its end. */
export async function readSecret(flag: string, path: string): Promise<Secret> {
  const text = await readTextFile(flag, path);
  const secret = text.replace(/\r?\n$/, "");
  if (secret === "") throw usageError("holdfast.cli.empty-secret", flag, path);
  return new Secret(secret);
}

/** The places of the password that seals archives; the configuration's is the last. */
export function encryptPassword(file: string | undefined, appliance: Appliance): SecretPlaces {
  return {
    flag: "--encrypt-password-file",
    file,
    variable: "HOLDFAST_ENCRYPT_PASSWORD",
    credential: "holdfast.encrypt-password",
    configured: appliance.encryptPasswordFile,
  };
}

/** The places of the password that seals an archive from now on. */
export function newEncryptPassword(file: string | undefined): SecretPlaces {
  return {
    flag: "--new-password-file",
    file,
    variable: "HOLDFAST_NEW_ENCRYPT_PASSWORD",
    credential: "holdfast.new-encrypt-password",
  };
}

/** The places of the password for the location. */
export function locationPassword(file: string | undefined): SecretPlaces {
  return {
    flag: "--password-file",
    file,
    variable: "HOLDFAST_PASSWORD",
    credential: "holdfast.password",
  };
}
