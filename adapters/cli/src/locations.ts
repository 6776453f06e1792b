import type { LocationPlugin } from "@holdfast/contract";
import { file } from "@holdfast/location-file";
import { ftp } from "@holdfast/location-ftp";
import { ftps } from "@holdfast/location-ftps";
import { http } from "@holdfast/location-http";
import { https } from "@holdfast/location-https";
import { nfs } from "@holdfast/location-nfs";
import { scp } from "@holdfast/location-scp";
import { sftp } from "@holdfast/location-sftp";
import { smb } from "@holdfast/location-smb";

/** The location types that the command comes with. */
export const locations: readonly LocationPlugin[] = [file, ftp, ftps, http, https, nfs, scp, sftp, smb];
