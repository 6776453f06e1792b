import type { LocationAddress, OptionDescription } from "@holdfast/contract";
import { invalidLocation, parseSshAddress, type SshAddress } from "./address.ts";

/** How much data is under way. */
export interface TransferSizes {
  /** Bytes of data in one READ or WRITE, unless the server allows less. */
  readonly requestBytes: number;
  /** Bytes of data that one operation has under way. */
  readonly windowBytes: number;
}

/** Where an SFTP location is, and how to transfer. */
export interface SftpTarget extends SshAddress, TransferSizes {}

const largestRequestKiB = 255;
const largestWindowKiB = 16 * 1024;

/** The options of the type SFTP. */
export const options: readonly OptionDescription[] = [
  {
    name: "request-size",
    meaning: "largest read or write request in KiB, 1 to 255; a lower limit of the server holds",
    default: "255",
  },
  {
    name: "window",
    meaning:
      "data under way at once in KiB, 1 to 16384; the request size, for servers that take one at a time",
    default: "2048",
  },
];

/**
 * Reads `sftp://host[:port]/directory` and the options.
 *
 * @throws LocationError `invalid-location`
 */
export function parseTarget(address: LocationAddress): SftpTarget {
  return { ...parseSshAddress(address, "SFTP"), ...transferSizes(address.options) };
}

/**
 * What the options say, the defaults where they say nothing.
 *
 * @throws LocationError `invalid-location`
 */
export function transferSizes(given: Readonly<Record<string, string>>): TransferSizes {
  const requestBytes = kibibytes(given, "request-size", largestRequestKiB);
  const windowBytes = kibibytes(given, "window", largestWindowKiB);
  return { requestBytes: Math.min(requestBytes, windowBytes), windowBytes };
}

function kibibytes(given: Readonly<Record<string, string>>, name: string, largest: number): number {
  const description = options.find((option) => option.name === name);
  const written = given[name] ?? description?.default ?? "";
  const value = /^\d{1,6}$/.test(written) ? Number(written) : 0;
  if (value < 1 || value > largest) {
    throw invalidLocation(
      `The option ${name} is ${JSON.stringify(written)}; it takes 1 to ${largest} (KiB).`,
    );
  }
  return value * 1024;
}
