import type { ConnectContext, LocationAddress, LocationPlugin } from "@holdfast/contract";
import { connectContext, givenCredentials } from "../connect-context.ts";
import type { Harness } from "../harness.ts";
import type { MemoryTarget } from "./memory-address.ts";
import { HostileMemoryServer, type Misbehaviour } from "./hostile-memory-server.ts";
import { memoryLocation } from "./memory-location.ts";
import { MemoryServer, type MemorySettings } from "./memory-server.ts";

const password = "right-Memory-password";

/** What the servers of {@link memoryHarness} present, and what its impostor does. */
export const fingerprints: { readonly server: string; readonly impostor: string } = {
  server: "5ab1".repeat(16),
  impostor: "0bad".repeat(16),
};

/** Alters a plugin, for the worse. */
export type PluginChange = (plugin: LocationPlugin<MemoryTarget>) => LocationPlugin<MemoryTarget>;

/** The memory location with every hook that a harness can have, on servers of its own. */
export function memoryHarness(
  change: PluginChange = (plugin) => plugin,
  settings: MemorySettings = {},
): Harness {
  const login = { password, fingerprint: fingerprints.server };
  const server = new MemoryServer({ ...login, ...settings });
  const impostor = new MemoryServer({ ...login, fingerprint: fingerprints.impostor });
  const hostile = (misbehaviour: Misbehaviour): MemoryServer => new HostileMemoryServer(misbehaviour, login);
  const plugin = memoryLocation({
    memory: server,
    small: new MemoryServer({ ...login, capacity: 4 * 1024 * 1024 }),
    locked: new MemoryServer({ ...login, readOnly: true }),
    impostor,
    "endless-reply": hostile("endless-reply"),
    "endless-listing": hostile("endless-listing"),
    "strange-names": hostile("strange-names"),
    "short-file": hostile("short-file"),
    "short-put": hostile("short-put"),
  });
  let directories = 0;
  const addressAt = (host: string): LocationAddress => {
    directories += 1;
    return { location: `memory://${host}/directory-${directories}`, type: "MEMORY", options: {} };
  };
  const topOf = (host: Misbehaviour): LocationAddress => {
    return { location: `memory://${host}/`, type: "MEMORY", options: {} };
  };
  const context = (changes: Partial<ConnectContext> = {}): ConnectContext =>
    connectContext({
      trust: { tlsFingerprint: fingerprints.server },
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
    restart: async () => server.disconnect(),
    volumesBytes: 512 * 1024 * 1024,
    impostor: () => ({
      address: addressAt("impostor"),
      fingerprint: fingerprints.impostor,
      received: () => impostor.told.join("\n"),
    }),
    hostile: {
      endlessReply: () => topOf("endless-reply"),
      endlessListing: () => topOf("endless-listing"),
      strangeNames: () => topOf("strange-names"),
      shortFile: () => topOf("short-file"),
      shortPut: () => topOf("short-put"),
    },
  };
}
