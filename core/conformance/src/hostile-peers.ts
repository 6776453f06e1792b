import type { LocationAddress } from "@holdfast/contract";

/** A peer that pretends to be the server and is not to be trusted. */
export interface Impostor {
  readonly address: LocationAddress;
  /** SHA-256 of its certificate or host key, as the plugin's messages write it. */
  readonly fingerprint: string;
  /** All that it was told so far, below any encryption. */
  received(): string;
}

type Peer = () => LocationAddress | Promise<LocationAddress>;

/**
 * Peers that a plugin must not believe. Each gives the address of one, to which
 * the harness' `context()` connects; those that a protocol cannot have are left out.
 */
export interface HostilePeers {
  /** What it says first, or answers to a put, never ends: a line, a header, a packet. */
  readonly endlessReply?: Peer;
  /** Its listings never end. */
  readonly endlessListing?: Peer;
  /** Its directory holds a file `ordinary` and what {@link strangeNames} has. */
  readonly strangeNames?: Peer;
  /** It says of `file` that it has more bytes than it sends, and ends as if that were all. */
  readonly shortFile?: Peer;
  /** It calls every put done, keeps less, and says so when it is asked for the size. */
  readonly shortPut?: Peer;
}

/** Names that no path may contain, for a peer that lists them. */
export const strangeNames: readonly string[] = [
  ".",
  "..",
  "../outside",
  "/etc/passwd",
  "directory/file",
  "back\\slash",
  "line\nend",
  "carriage\rreturn",
  "nul\0byte",
  "escape\u001b[2J",
  "delete\u007f",
];
