import type { LocationPlugin } from "@holdfast/contract";
import { file } from "@holdfast/location-file";
import { ftp } from "@holdfast/location-ftp";
import { ftps } from "@holdfast/location-ftps";
import { sftp } from "@holdfast/location-sftp";

/** The location types that the command comes with. */
export const locations: readonly LocationPlugin[] = [file, ftp, ftps, sftp];
