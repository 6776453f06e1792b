import type { LocationSpec } from "@holdfast/core";
import { type Fields, optional, secret, structure, text, type Wire } from "../wire/types.ts";

/** How to log in at a location. */
export const locationLogin: Pick<Fields<LocationSpec>, "location_user" | "location_password"> = {
  location_user: optional(text("User to log in as.")),
  location_password: optional(secret("Password of that user.")),
};

/** A location where archives lie. */
export const locationSpec: Wire<LocationSpec> = structure<LocationSpec>("LocationSpec", {
  location: text("URL of the location."),
  ...locationLogin,
});

/** The type of a location, where it is named beside the location. */
export const locationType: Wire<string> = text("Such as FTP, FTPS, HTTP, HTTPS, SCP, SFTP, NFS or SMB.");
