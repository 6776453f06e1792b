import { isIPv6 } from "node:net";
import { describe, expect, test } from "vitest";
import { locationPolicy, type LocationNetworks } from "../../src/policy/location.ts";

function allows(networks: LocationNetworks | undefined, address: string): boolean {
  const family = isIPv6(address) ? 6 : 4;
  return locationPolicy(networks)("backup.example", { address, family }) === undefined;
}

describe("without networks", () => {
  test.each([
    "10.0.0.1",
    "192.168.1.1",
    "127.0.0.1",
    "::1",
    "203.0.113.9",
    "2001:db8::1",
    "fd12::1",
    "::ffff:10.0.0.1",
  ])("%s is allowed", (address) => expect(allows(undefined, address)).toBe(true));

  test.each([
    "0.0.0.0",
    "0.1.2.3",
    "169.254.169.254",
    "169.254.0.1",
    "::ffff:169.254.169.254",
    "::ffff:a9fe:a9fe",
    "::ffff:0.0.0.0",
    "::",
    "fe80::1",
    "febf::1",
    "fd00:ec2::254",
    "224.0.0.1",
    "239.255.255.255",
    "255.255.255.255",
    "ff02::1",
  ])("%s is refused", (address) => expect(allows(undefined, address)).toBe(false));
});

test("allowed networks are the only ones, and may name what is refused by default", () => {
  const networks = { allowed: ["10.1.0.0/16", "169.254.7.0/24"] };
  expect(allows(networks, "10.1.2.3")).toBe(true);
  expect(allows(networks, "169.254.7.1")).toBe(true);
  expect(allows(networks, "169.254.8.1")).toBe(false);
  expect(allows(networks, "10.2.0.1")).toBe(false);
  expect(allows(networks, "::1")).toBe(false);
  expect(allows({ allowed: [] }, "10.1.2.3")).toBe(false);
});

test("denied networks win over allowed ones", () => {
  const networks = { allowed: ["10.0.0.0/8"], denied: ["10.9.0.0/16", "127.0.0.0/8"] };
  expect(allows(networks, "10.9.0.1")).toBe(false);
  expect(allows(networks, "::ffff:10.9.0.1")).toBe(false);
  expect(allows(networks, "10.8.0.1")).toBe(true);
  expect(allows({ denied: ["127.0.0.0/8"] }, "127.0.0.1")).toBe(false);
  expect(allows({ denied: ["127.0.0.0/8"] }, "169.254.169.254")).toBe(false);
});
