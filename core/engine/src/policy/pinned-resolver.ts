import { LocationError, type ResolvedAddress } from "@holdfast/contract";
import { lookup } from "node:dns/promises";
import type { LocationPolicy } from "./location.ts";

/** From a host name, or an address as text, to addresses; asks the system. */
export type Lookup = (host: string) => Promise<readonly ResolvedAddress[]>;

/** More hosts than a location with all its redirects and referrals has; peers name hosts, so there is a limit. */
const mostHosts = 64;

/** Addresses that are kept of one host. */
const mostAddresses = 16;

/** A name in DNS has at most 253 characters (RFC 1035 §2.3.4, without the root). */
const longestHost = 253;

/**
 * The `resolve` of one job's connections: each host is looked up once, the
 * policy sees every address, and later questions get the first answer, so that
 * a name cannot change its meaning while the job runs. What failed is not kept.
 *
 * The returned function rejects with a LocationError: `unreachable` for an
 * unknown host, `forbidden` when the policy leaves no address.
 */
export function pinnedResolver(policy: LocationPolicy, ask: Lookup = systemLookup): Lookup {
  const pinned = new Map<string, Promise<readonly ResolvedAddress[]>>();

  return (host) => {
    const name = host.replace(/^\[(.*)\]$/, "$1").toLowerCase();
    const known = pinned.get(name);
    if (known !== undefined) return known;
    if (pinned.size >= mostHosts) return Promise.reject(tooManyHosts(name));
    const answer = resolveAllowed(name, policy, ask);
    pinned.set(name, answer);
    answer.catch(() => pinned.delete(name));
    return answer;
  };
}

async function systemLookup(host: string): Promise<readonly ResolvedAddress[]> {
  const found = await lookup(host, { all: true, order: "verbatim" });
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
}

async function resolveAllowed(
  host: string,
  policy: LocationPolicy,
  ask: Lookup,
): Promise<readonly ResolvedAddress[]> {
  const found = await addressesOf(host, ask);
  const refused: string[] = [];
  const allowed = found.filter((address) => {
    const reason = policy(host, address);
    if (reason !== undefined) refused.push(`${address.address} is ${reason}`);
    return reason === undefined;
  });
  if (allowed.length === 0)
    throw new LocationError({
      code: "forbidden",
      retry: "never",
      message: `The host ${host} may not be used: ${refused.join("; ")}.`,
    });
  return Object.freeze(allowed.map((address) => Object.freeze({ ...address })));
}

async function addressesOf(host: string, ask: Lookup): Promise<readonly ResolvedAddress[]> {
  if (!/^[^\s\p{Cc}]+$/u.test(host) || host.length > longestHost)
    throw new LocationError({
      code: "unreachable",
      retry: "never",
      message: `${JSON.stringify(host.slice(0, longestHost))} is not the name of a host.`,
    });
  let found: readonly ResolvedAddress[];
  try {
    found = await ask(host);
  } catch (error) {
    throw unresolved(host, error);
  }
  if (found.length === 0) throw unresolved(host, undefined);
  return found.slice(0, mostAddresses);
}

function unresolved(host: string, cause: unknown): LocationError {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code ?? "ENODATA";
  return new LocationError({
    code: "unreachable",
    retry: code === "ENOTFOUND" || code === "ENODATA" ? "never" : "new-session",
    message:
      code === "ENOTFOUND"
        ? `The host ${host} is not known to the name service.`
        : `The name service gave no address for the host ${host} (${code}).`,
    peerCode: code,
    cause,
  });
}

function tooManyHosts(host: string): LocationError {
  return new LocationError({
    code: "protocol",
    retry: "never",
    message: `The location leads to more than ${mostHosts} hosts; ${host} is not looked up any more.`,
  });
}
