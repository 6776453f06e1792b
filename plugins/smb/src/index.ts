import type { LocationPlugin } from "@holdfast/contract";
import { options, parseTarget, type SmbTarget } from "./target.ts";

export type { SmbTarget } from "./target.ts";

/** The location type SMB. */
export const smb: LocationPlugin<SmbTarget> = {
  contract: 1,
  name: "@holdfast/location-smb",
  types: ["SMB"],
  options,
  parse: parseTarget,
  async connect(target, context) {
    // Who never connects does not wait for the protocol to load.
    const { openSession } = await import("./open-session.ts");
    return openSession(target, context);
  },
};
