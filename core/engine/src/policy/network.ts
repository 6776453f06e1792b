import type { ResolvedAddress } from "@holdfast/contract";
import { BlockList, isIP } from "node:net";
import { failure } from "../messages/holdfast-error.ts";

/**
 * A set of addresses, given as addresses and CIDR prefixes. An IPv4 prefix also
 * holds the IPv4-mapped IPv6 form of its addresses.
 */
export class NetworkSet {
  readonly #networks: BlockList;

  /** @throws HoldfastError `holdfast.policy.invalid-network` */
  constructor(networks: readonly string[]) {
    this.#networks = new BlockList();
    for (const text of networks) {
      const { address, prefix, family } = parseNetwork(text);
      this.#networks.addSubnet(address, prefix, family);
    }
  }

  has(address: ResolvedAddress): boolean {
    const withoutZone = address.address.split("%", 1)[0] ?? "";
    return this.#networks.check(withoutZone, address.family === 4 ? "ipv4" : "ipv6");
  }
}

function parseNetwork(text: string): { address: string; prefix: number; family: "ipv4" | "ipv6" } {
  const [address = "", length, ...rest] = text.split("/");
  const version = address.includes("%") ? 0 : isIP(address);
  const bits = version === 4 ? 32 : 128;
  const prefix = length === undefined ? bits : Number(/^\d{1,3}$/.test(length) ? length : NaN);
  if (version === 0 || rest.length > 0 || !(prefix <= bits))
    throw failure("holdfast.policy.invalid-network", JSON.stringify(text));
  return { address, prefix, family: version === 4 ? "ipv4" : "ipv6" };
}
