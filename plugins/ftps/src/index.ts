import type { LocationPlugin } from "@holdfast/contract";
import { type FtpsTarget, options, parseFtpsTarget } from "./target.ts";

export type { FtpsTarget, TlsVersion } from "./target.ts";

/** The location type FTPS: FTP with TLS on all connections, explicit or implicit. */
export const ftps: LocationPlugin<FtpsTarget> = {
  contract: 1,
  name: "@holdfast/location-ftps",
  types: ["FTPS"],
  options,
  parse: parseFtpsTarget,
  async connect(target, context) {
    // Who never connects does not wait for the FTP library to load.
    const { openFtpsSession } = await import("./open-session.ts");
    return openFtpsSession(target, context);
  },
};
