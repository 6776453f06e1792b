import fc from "fast-check";
import { expect, test } from "vitest";
import { NetworkSet } from "../../src/policy/network.ts";
import { thrownIds } from "../thrown-ids.ts";

const v4 = (address: string) => ({ address, family: 4 }) as const;
const v6 = (address: string) => ({ address, family: 6 }) as const;

test.each([
  ["10.1.0.0/16", v4("10.1.255.255"), true],
  ["10.1.0.0/16", v4("10.2.0.0"), false],
  ["192.0.2.7", v4("192.0.2.7"), true],
  ["192.0.2.7", v4("192.0.2.8"), false],
  ["0.0.0.0/0", v4("8.8.8.8"), true],
  ["0.0.0.0/0", v6("2001:db8::1"), false],
  ["::/0", v6("2001:db8::1"), true],
  ["10.0.0.0/8", v6("::ffff:10.1.2.3"), true],
  ["10.0.0.0/8", v6("::ffff:a01:203"), true],
  ["fd00::/8", v6("fdff:1::1"), true],
  ["fe80::/10", v6("fe80::1%eth0"), true],
  ["fe80::/10", v6("fec0::1"), false],
])("%s and %o: %s", (network, address, inside) => {
  expect(new NetworkSet([network]).has(address)).toBe(inside);
});

test("an IPv4 network holds what the bits of its prefix say", () => {
  const octets = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
  fc.assert(
    fc.property(octets, octets, fc.integer({ min: 0, max: 32 }), (network, address, prefix) => {
      const mask = prefix === 0 ? 0n : (0xffffffffn << BigInt(32 - prefix)) & 0xffffffffn;
      const inside = (bitsOf(network) & mask) === (bitsOf(address) & mask);
      const set = new NetworkSet([`${network.join(".")}/${prefix}`]);
      expect(set.has(v4(address.join(".")))).toBe(inside);
      expect(set.has(v6(`::ffff:${address.join(".")}`))).toBe(inside);
    }),
  );
});

test.each([
  "",
  "/8",
  "10.0.0.0/33",
  "10.0.0.0/",
  "10.0.0.0/-1",
  "10.0.0.0/8/8",
  "10.0/8",
  "host",
  "::/129",
  "fe80::1%eth0",
  "010.0.0.1",
  "1.2.3.4/1e1",
])("%j is not a network", (text) => {
  expect(thrownIds(() => new NetworkSet([text]))).toEqual(["holdfast.policy.invalid-network"]);
});

function bitsOf(octets: readonly number[]): bigint {
  return octets.reduce((bits, octet) => (bits << 8n) | BigInt(octet), 0n);
}
