import type { Secret } from "@holdfast/contract";

/** vSphere `recovery.backup.LocationSpec`: a location whose type its URL says. */
export interface LocationSpec {
  /** URL. */
  readonly location: string;
  readonly location_user?: string;
  readonly location_password?: Secret;
}

/** A location in the structures that name its type, too. */
export interface TypedLocationSpec extends LocationSpec {
  /** `FTP`, `SFTP`… ; it decides how a location that is no URL is read. */
  readonly location_type: string;
}
