import type { LocationPlugin } from "@holdfast/contract";
import { parseTarget, type ScpTarget } from "./target.ts";

export type { ScpTarget } from "./target.ts";

/** The location type SCP. */
export const scp: LocationPlugin<ScpTarget> = {
  contract: 1,
  name: "@holdfast/location-scp",
  types: ["SCP"],
  options: [],
  parse: parseTarget,
  async connect(target, context) {
    // Who never connects does not wait for the SSH library to load.
    const { openSession } = await import("./open-session.ts");
    return openSession(target, context);
  },
};
