import type { LocationPlugin } from "@holdfast/contract";
import { type HttpTarget, locationType } from "@holdfast/location-http";
import { tlsConnector } from "./tls.ts";

/** The location type HTTPS: a directory on a web server, with WebDAV or without, over TLS. */
export const https: LocationPlugin<HttpTarget> = locationType(
  "@holdfast/location-https",
  "https",
  tlsConnector,
);
