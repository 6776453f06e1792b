import type { Secret } from "@holdfast/contract";
import type { LocationRequest } from "../transfer/location-request.ts";

/** What opens a sealed archive: its backup password, or age identities of which one is an escrow recipient's. */
export interface ArchiveKey {
  readonly password?: Secret;
  /** `AGE-SECRET-KEY-1…`, one each. */
  readonly identities?: readonly Secret[];
}

/** An archive at a location, and what it takes to read it. */
export interface ArchiveRequest {
  readonly location: LocationRequest;
  /** The system whose archives are meant; this one when left out. */
  readonly system?: string;
  /** The archive's directory name, or `latest`. */
  readonly archive: string;
  readonly key?: ArchiveKey;
  /** Read an archive that is not sealed though a key was given. */
  readonly allowUnsealed?: boolean;
}
