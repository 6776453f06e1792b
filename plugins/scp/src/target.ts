import type { LocationAddress } from "@holdfast/contract";
import { parseSshAddress, type SshAddress } from "@holdfast/location-sftp/address";

/** Where an SCP location is. */
export type ScpTarget = SshAddress;

/**
 * Reads `scp://host[:port]/directory`. The directory is absolute on the server;
 * one that begins with `/~/` is relative to the user's home. It is percent-decoded.
 *
 * @throws LocationError `invalid-location`
 */
export function parseTarget(address: LocationAddress): ScpTarget {
  return parseSshAddress(address, "SCP");
}
