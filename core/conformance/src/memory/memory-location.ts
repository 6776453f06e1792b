import {
  type ConnectContext,
  LocationError,
  type LocationErrorCode,
  type LocationPlugin,
  type LocationSession,
} from "@holdfast/contract";
import { type MemoryTarget, parseMemoryAddress } from "./memory-address.ts";
import { MemoryServer } from "./memory-server.ts";
import { MemorySession } from "./memory-session.ts";

/** Servers by the host name that stands for them. */
export type MemoryHosts = Readonly<Record<string, MemoryServer>>;

/**
 * The reference plugin: type MEMORY, on servers of this process, which keep what
 * is stored as long as they live. `memory:///directory` is at `localhost`
 * without asking for its address; `memory://host/directory` at another of the hosts.
 */
export function memoryLocation(
  hosts: MemoryHosts = { localhost: new MemoryServer() },
): LocationPlugin<MemoryTarget> {
  return Object.freeze({
    contract: 1,
    name: "@holdfast/conformance",
    types: Object.freeze(["MEMORY"]),
    options: Object.freeze([]),
    parse: parseMemoryAddress,
    connect: (target: MemoryTarget, context: ConnectContext) => connect(hosts, target, context),
  } as const);
}

async function connect(
  hosts: MemoryHosts,
  { host, directory }: MemoryTarget,
  context: ConnectContext,
): Promise<LocationSession> {
  const { signal, trust, credentials, timeouts } = context;
  signal.throwIfAborted();
  const addresses = host === "" ? 1 : (await context.resolve(host)).length;
  const server = new Map(Object.entries(hosts)).get(host === "" ? "localhost" : host);
  if (server === undefined || addresses === 0) throw refusal("unreachable", `Nothing answers at ${host}.`);
  const { fingerprint, password } = server.settings;
  if (fingerprint !== undefined && trust.tlsFingerprint !== fingerprint) {
    throw refusal("untrusted-peer", `The server's fingerprint ${fingerprint} is not the trusted one.`);
  }
  if (password !== undefined && (await credentials.password())?.reveal() !== password) {
    throw refusal("unauthenticated", "The server refused the password.");
  }
  signal.throwIfAborted();
  return new MemorySession(server, directory, timeouts.idleMs);
}

function refusal(code: LocationErrorCode, message: string): LocationError {
  return new LocationError({ code, retry: code === "unreachable" ? "new-session" : "never", message });
}
