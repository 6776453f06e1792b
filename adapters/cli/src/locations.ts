import type { LocationPlugin } from "@holdfast/contract";
import { file } from "@holdfast/location-file";
import { sftp } from "@holdfast/location-sftp";
import { smb } from "@holdfast/location-smb";

/** The location types that the command comes with. */
export const locations: readonly LocationPlugin[] = [file, sftp, smb];
