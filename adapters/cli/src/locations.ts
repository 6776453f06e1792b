import type { LocationPlugin } from "@holdfast/contract";
import { file } from "@holdfast/location-file";
import { nfs } from "@holdfast/location-nfs";
import { sftp } from "@holdfast/location-sftp";

/** The location types that the command comes with. */
export const locations: readonly LocationPlugin[] = [file, nfs, sftp];
