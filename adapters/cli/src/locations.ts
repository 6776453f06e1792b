import type { LocationPlugin } from "@holdfast/contract";
import { file } from "@holdfast/location-file";
import { http } from "@holdfast/location-http";
import { https } from "@holdfast/location-https";
import { sftp } from "@holdfast/location-sftp";

/** The location types that the command comes with. */
export const locations: readonly LocationPlugin[] = [file, http, https, sftp];
