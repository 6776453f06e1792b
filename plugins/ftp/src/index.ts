import type { LocationPlugin } from "@holdfast/contract";
import { type FtpTarget, parseTarget } from "./target.ts";

export type { FtpTarget } from "./target.ts";

const defaultPort = 21;

/** The location type FTP. Nothing is encrypted, the password included. */
export const ftp: LocationPlugin<FtpTarget> = {
  contract: 1,
  name: "@holdfast/location-ftp",
  types: ["FTP"],
  options: [],
  parse: (address) => parseTarget(address, "FTP", defaultPort),
  async connect(target, context) {
    // Who never connects does not wait for the FTP library to load.
    const { openSession } = await import("./client.ts");
    return openSession(target, context);
  },
};
