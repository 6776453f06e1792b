import type { LocationPlugin } from "@holdfast/contract";
import { connectTcp } from "@holdfast/contract/peer";
import { locationType } from "./location-type.ts";
import type { HttpTarget } from "./target.ts";

export { type ConnectorFor, locationType } from "./location-type.ts";
export type { Connector } from "./protocol/connections.ts";
export type { HttpTarget } from "./target.ts";

/** The location type HTTP: a directory on a web server, with WebDAV or without. */
export const http: LocationPlugin<HttpTarget> = locationType(
  "@holdfast/location-http",
  "http",
  async ({ host, port }, { timeouts }, addresses) => {
    return (signal) => connectTcp(`${host}:${port}`, addresses, port, timeouts.connectMs, signal);
  },
);
