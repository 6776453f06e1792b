import { isLocationError, type LocationAddress } from "@holdfast/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseTarget } from "../src/target.ts";

function address(location: string, more: Partial<LocationAddress> = {}): LocationAddress {
  return { location, type: "NFS", options: {}, ...more };
}

describe("an address", () => {
  test.each([
    ["nfs://nas.example/export/backup", "nas.example", undefined, "/export/backup"],
    ["nfs://nas.example:/export/backup", "nas.example", undefined, "/export/backup"],
    ["NFS://nas.example:20049/export/", "nas.example", 20_049, "/export"],
    ["nfs://192.0.2.7//export///a", "192.0.2.7", undefined, "/export/a"],
    ["nfs://[2001:db8::7]:2049/", "2001:db8::7", 2049, "/"],
    ["nfs://[2001:db8::7]:/export", "2001:db8::7", undefined, "/export"],
    ["nfs://nas", "nas", undefined, "/"],
    ["nfs://nas/a%20b/%C3%BC/%3F%23%25", "nas", undefined, "/a b/ü/?#%"],
  ])("%s is read", (location, host, port, path) => {
    expect(parseTarget(address(location))).toMatchObject({ host, port, path, version: undefined });
  });

  test.each([
    ["no scheme", "nas:/export"],
    ["another scheme", "smb://nas/export"],
    ["a user", "nfs://root@nas/export"],
    ["a password", "nfs://root:canary@nas/export"],
    ["no host", "nfs:///export"],
    ["a host that begins with -", "nfs://-nas/export"],
    ["port 0", "nfs://nas:0/export"],
    ["port 65536", "nfs://nas:65536/export"],
    ["a port that is no number", "nfs://nas:nfs/export"],
    ["..", "nfs://nas/export/../etc"],
    ["encoded ..", "nfs://nas/export/%2e%2E/etc"],
    ["an encoded NUL", "nfs://nas/export/a%00b"],
    ["an encoded slash", "nfs://nas/export/a%2fb"],
    ["a line end", "nfs://nas/export/a\r\nb"],
    ["bytes that are not UTF-8", "nfs://nas/export/%ff"],
    ["a query", "nfs://nas/export?vers=3"],
    ["a fragment", "nfs://nas/export#x"],
  ])("with %s is refused", (_, location) => {
    expect(() => parseTarget(address(location))).toThrow(
      expect.objectContaining({ code: "invalid-location", retry: "never" }),
    );
  });

  test("that is refused says so without what could be a password", () => {
    expect(() => parseTarget(address("nfs://root:canary@nas/export"))).not.toThrow(/canary/);
  });

  test("of any text gives a target or a LocationError", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (tail) => {
        try {
          const { path } = parseTarget(address(`nfs://nas/${tail}`));
          // eslint-disable-next-line no-control-regex -- control characters are what is looked for
          expect(path).not.toMatch(/[\u0000-\u001f]|\/\.\.(\/|$)/);
        } catch (error) {
          if (!isLocationError(error)) throw error;
        }
      }),
    );
  });
});

describe("the options", () => {
  const mebibyte = 1024 * 1024;

  test("have defaults", () => {
    expect(parseTarget(address("nfs://nas/export"))).toEqual({
      host: "nas",
      path: "/export",
      version: undefined,
      uid: undefined,
      gid: undefined,
      port: undefined,
      mountPort: undefined,
      portmapPort: 111,
      mayUseReservedPort: true,
      requestBytes: mebibyte,
      windowBytes: 4 * mebibyte,
    });
  });

  test("are read", () => {
    const options = { vers: "3", uid: "0", gid: "4294967294", port: "1", mountport: "65535", resvport: "no" };
    expect(parseTarget(address("nfs://nas/export", { options }))).toMatchObject({
      version: "3",
      uid: 0,
      gid: 4_294_967_294,
      port: 1,
      mountPort: 65_535,
      mayUseReservedPort: false,
    });
  });

  test("limit a request to the window", () => {
    const options = { window: "32" };
    expect(parseTarget(address("nfs://nas/export", { options }))).toMatchObject({ requestBytes: 32 * 1024 });
  });

  test("give the location's port precedence", () => {
    const options = { port: "4" };
    expect(parseTarget(address("nfs://nas:3/export", { options }))).toMatchObject({ port: 3 });
  });

  test.each([
    ["vers", "4"],
    ["vers", "2"],
    ["uid", "root"],
    ["uid", "4294967295"],
    ["gid", "-1"],
    ["port", "0"],
    ["mountport", "65536"],
    ["portmapport", "auto"],
    ["resvport", "true"],
    ["request-size", "1025"],
    ["window", "1e2"],
  ])("refuse %s=%s", (name, value) => {
    const given = address("nfs://nas/export", { options: { [name]: value } });
    expect(() => parseTarget(given)).toThrow(expect.objectContaining({ code: "invalid-location" }));
  });
});
