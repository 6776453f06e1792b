import type { LocationPlugin } from "@holdfast/contract";
import { options, parseTarget, type SftpTarget } from "./target.ts";

export type { SftpTarget } from "./target.ts";

/** The location type SFTP. */
export const sftp: LocationPlugin<SftpTarget> = {
  contract: 1,
  name: "@holdfast/location-sftp",
  types: ["SFTP"],
  options,
  parse: parseTarget,
  async connect(target, context) {
    // Who never connects does not wait for the SSH library to load.
    const { openSession } = await import("./open-session.ts");
    return openSession(target, context);
  },
};
