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

const longestGreeting = 64 * 1024;

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
  await server.answered(signal, timeouts.connectMs);
  readGreeting(server);
  const { fingerprint, password } = server.settings;
  if (fingerprint !== undefined && trust.tlsFingerprint !== fingerprint) throw untrusted(fingerprint);
  const given = password === undefined ? undefined : (await credentials.password())?.reveal();
  if (!server.admits(given)) throw refusal("unauthenticated", "The server refused the password.");
  signal.throwIfAborted();
  return new MemorySession(server, directory, timeouts.idleMs);
}

function readGreeting(server: MemoryServer): void {
  let length = 0;
  for (const piece of server.greeting()) {
    length += piece.length;
    if (length > longestGreeting) throw refusal("protocol", "The server's greeting does not end.");
  }
}

function untrusted(fingerprint: string): LocationError {
  return refusal(
    "untrusted-peer",
    `The server presented the fingerprint ${fingerprint}, which is not the trusted one. ` +
      `If it is meant to have it, connect with --tls-fingerprint ${fingerprint}.`,
  );
}

function refusal(code: LocationErrorCode, message: string): LocationError {
  return new LocationError({ code, retry: code === "unreachable" ? "new-session" : "never", message });
}
