import type { LocationAddress } from "@holdfast/contract";
import { describe, expect, test } from "vitest";
import { parseTarget } from "../src/target.ts";

function address(location: string, more: Partial<LocationAddress> = {}): LocationAddress {
  return { location, type: "SCP", user: "backup", options: {}, ...more };
}

describe("an address", () => {
  test.each([
    ["scp://fw.example/srv/backup", "fw.example", 22, "/srv/backup"],
    ["scp://fw.example//srv/backup", "fw.example", 22, "/srv/backup"],
    ["SCP://fw.example:2222/~/backup", "fw.example", 2222, "./backup"],
    ["scp://fw/~", "fw", 22, "."],
    ["scp://fw/~/-rf", "fw", 22, "./-rf"],
    ["scp://[2001:db8::7]/", "2001:db8::7", 22, "/"],
    ["scp://fw/a%20b/%27%22$(id)`id`;%5C", "fw", 22, "/a b/'\"$(id)`id`;\\"],
  ])("%s is read", (location, host, port, directory) => {
    expect(parseTarget(address(location))).toEqual({ host, port, directory, user: "backup" });
  });

  test.each([
    ["another scheme", "sftp://fw/srv"],
    ["a password", "scp://root:canary@fw/srv"],
    ["..", "scp://fw/srv/%2e%2e/etc"],
    ["an encoded line end", "scp://fw/srv/a%0d%0ab"],
    ["an encoded NUL", "scp://fw/srv/a%00b"],
    ["a host that begins with -", "scp://-oProxyCommand=id/srv"],
    ["a query", "scp://fw/srv?window=1"],
  ])("with %s is refused", (_, location) => {
    expect(() => parseTarget(address(location))).toThrow(
      expect.objectContaining({ code: "invalid-location", retry: "never" }),
    );
  });

  test.each(["", "a\nb", "a\r\nb", "a\u0000"])("with the user %j is refused", (user) => {
    expect(() => parseTarget(address("scp://fw/srv", { user }))).toThrow(
      expect.objectContaining({ code: "invalid-location" }),
    );
  });

  test("of the type SFTP is refused", () => {
    expect(() => parseTarget(address("sftp://fw/srv", { type: "SFTP" }))).toThrow(/is not SCP/);
  });
});
