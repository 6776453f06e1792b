import type { ConnectContext, LocationAddress, LocationPlugin } from "@holdfast/contract";
import { connectContext, givenCredentials } from "../connect-context.ts";
import type { Harness } from "../harness.ts";
import type { MemoryTarget } from "./memory-address.ts";
import { memoryLocation } from "./memory-location.ts";
import { MemoryServer, type MemorySettings } from "./memory-server.ts";

const password = "right-Memory-password";
const fingerprint = "5a:b1";

/** Alters a plugin, for the worse. */
export type PluginChange = (plugin: LocationPlugin<MemoryTarget>) => LocationPlugin<MemoryTarget>;

/** The memory location with every hook that a harness can have, on servers of its own. */
export function memoryHarness(
  change: PluginChange = (plugin) => plugin,
  settings: MemorySettings = {},
): Harness {
  const login = { password, fingerprint };
  const server = new MemoryServer({ ...login, ...settings });
  const plugin = memoryLocation({
    memory: server,
    small: new MemoryServer({ ...login, capacity: 4 * 1024 * 1024 }),
    locked: new MemoryServer({ ...login, readOnly: true }),
  });
  let directories = 0;
  const addressAt = (host: string): LocationAddress => {
    directories += 1;
    return { location: `memory://${host}/directory-${directories}`, type: "MEMORY", options: {} };
  };
  const context = (changes: Partial<ConnectContext> = {}): ConnectContext =>
    connectContext({
      trust: { tlsFingerprint: fingerprint },
      credentials: givenCredentials({ password }),
      resolve: () => Promise.resolve([{ address: "127.0.0.1", family: 4 }]),
      ...changes,
    });
  return {
    plugin: change(plugin),
    capabilities: server.capabilities,
    usesNetwork: true,
    address: () => addressAt("memory"),
    context,
    wrongCredentials: () => context({ credentials: givenCredentials({ password: "wrong-Memory-password" }) }),
    untrusting: () => context({ trust: {} }),
    unreachable: () => addressAt("nowhere"),
    full: () => addressAt("small"),
    readOnly: () => addressAt("locked"),
    disconnect: () => server.disconnect(),
    suspend: () => server.suspend(),
    resume: () => server.resume(),
  };
}
