import { hostname } from "node:os";
import { join } from "node:path";
import type { Appliance } from "./appliance.ts";
import { locations } from "./locations.ts";
import { build, version } from "./release.ts";
import { stateDirectory } from "./state-directory.ts";

/** This host, as commands without a configuration see it. */
export function thisHost(): Appliance {
  const stateDir = stateDirectory();
  return {
    system: { name: hostname(), product: "holdfast", version, build },
    stateDir,
    parts: [],
    plugins: locations,
    settings: {},
    restore: {},
    locations: new Map(),
    location: undefined,
    encryptPasswordFile: undefined,
    serve: { host: "127.0.0.1", port: 5480, users: join(stateDir, "users") },
  };
}
