import type { ResolvedAddress } from "@holdfast/contract";
import { NetworkSet } from "./network.ts";

/**
 * Says whether jobs may connect to an address that a host name stands for:
 * `undefined` allows it, a text refuses it and is the reason, as the end of the
 * sentence "the address is …".
 */
export type LocationPolicy = (host: string, address: ResolvedAddress) => string | undefined;

/** Addresses and CIDR prefixes, such as `10.1.0.0/16` or `fd00::/8`. */
export interface LocationNetworks {
  /** When given, only these are allowed, link-local ones and the like among them. `0.0.0.0/0` and `::/0` allow everything. */
  readonly allowed?: readonly string[];
  /** Never allowed, whatever `allowed` says. */
  readonly denied?: readonly string[];
}

/**
 * No backup lies there, but cloud metadata services do, and addresses that
 * stand for this machine or for no single one.
 */
const neverLocations = [
  "0.0.0.0/8",
  "169.254.0.0/16",
  "224.0.0.0/4",
  "255.255.255.255",
  "::",
  "fe80::/10",
  "fd00:ec2::254",
  "ff00::/8",
];

/**
 * The policy for the given networks. With none given, every address is allowed
 * but unspecified, link-local, multicast, broadcast and metadata ones; loopback
 * is allowed, because a tunnel or a proxy may end there.
 *
 * @throws HoldfastError `holdfast.policy.invalid-network`
 */
export function locationPolicy(networks: LocationNetworks = {}): LocationPolicy {
  const denied = new NetworkSet(networks.denied ?? []);
  const allowed = networks.allowed === undefined ? undefined : new NetworkSet(networks.allowed);
  const never = new NetworkSet(neverLocations);

  return (_host, address) => {
    if (denied.has(address)) return "denied by the location policy";
    if (allowed !== undefined)
      return allowed.has(address) ? undefined : "not in a network that the location policy allows";
    return never.has(address) ? "link-local, multicast or unspecified" : undefined;
  };
}
