import { isLocationError, type LocationAddress } from "@holdfast/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseTarget } from "../src/target.ts";

function address(location: string, more: Partial<LocationAddress> = {}): LocationAddress {
  return { location, type: "SFTP", user: "backup", options: {}, ...more };
}

describe("an address", () => {
  test.each([
    ["sftp://fw.example/srv/backup", "fw.example", 22, "/srv/backup"],
    ["SFTP://fw.example:2222/srv/backup/", "fw.example", 2222, "/srv/backup"],
    ["sftp://192.0.2.7//srv///backup", "192.0.2.7", 22, "/srv/backup"],
    ["sftp://[2001:db8::7]:22/", "2001:db8::7", 22, "/"],
    ["sftp://fw", "fw", 22, "/"],
    ["sftp://fw/~", "fw", 22, "."],
    ["sftp://fw/~/", "fw", 22, "."],
    ["sftp://fw/~/-rf", "fw", 22, "./-rf"],
    ["sftp://fw/~other/x", "fw", 22, "/~other/x"],
    ["sftp://fw/a%20b/%C3%BC/%3F%23%25", "fw", 22, "/a b/ü/?#%"],
    ["sftp://fw/$(id);'\"`x`", "fw", 22, "/$(id);'\"`x`"],
  ])("%s is read", (location, host, port, directory) => {
    expect(parseTarget(address(location))).toMatchObject({ host, port, directory, user: "backup" });
  });

  test.each([
    ["no scheme", "fw:/srv"],
    ["another scheme", "ftp://fw/srv"],
    ["a user", "sftp://root@fw/srv"],
    ["a password", "sftp://root:canary@fw/srv"],
    ["no host", "sftp:///srv"],
    ["a host that begins with -", "sftp://-oProxyCommand=id/srv"],
    ["a host with an encoded line end", "sftp://fw%0d%0a/srv"],
    ["port 0", "sftp://fw:0/srv"],
    ["port 65536", "sftp://fw:65536/srv"],
    ["a port that is no number", "sftp://fw:ssh/srv"],
    ["..", "sftp://fw/srv/../etc"],
    ["encoded ..", "sftp://fw/srv/%2e%2E/etc"],
    ["an encoded line end", "sftp://fw/srv/a%0d%0ab"],
    ["an encoded NUL", "sftp://fw/srv/a%00b"],
    ["an encoded slash", "sftp://fw/srv/a%2fb"],
    ["a line end", "sftp://fw/srv/a\r\nb"],
    ["bytes that are not UTF-8", "sftp://fw/srv/%ff"],
    ["a query", "sftp://fw/srv?window=1"],
    ["a fragment", "sftp://fw/srv#x"],
  ])("with %s is refused", (_, location) => {
    expect(() => parseTarget(address(location))).toThrow(
      expect.objectContaining({ code: "invalid-location", retry: "never" }),
    );
  });

  test.each([undefined, "", "a\nb", "a\u0000"])("with the user %j is refused", (user) => {
    const { user: _, ...rest } = address("sftp://fw/srv");
    const given = user === undefined ? rest : { ...rest, user };
    expect(() => parseTarget(given)).toThrow(expect.objectContaining({ code: "invalid-location" }));
  });

  test("that is refused says so without what could be a password", () => {
    expect(() => parseTarget(address("sftp://root:canary@fw/srv"))).not.toThrow(/canary/);
  });

  test("of any text gives a target or a LocationError", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (tail) => {
        try {
          const { directory } = parseTarget(address(`sftp://fw/${tail}`));
          // eslint-disable-next-line no-control-regex -- control characters are what is looked for
          expect(directory).not.toMatch(/[\u0000-\u001f]|\/\.\.(\/|$)/);
        } catch (error) {
          if (!isLocationError(error)) throw error;
        }
      }),
    );
  });
});

describe("the options", () => {
  test("have defaults", () => {
    expect(parseTarget(address("sftp://fw/"))).toMatchObject({
      requestBytes: 255 * 1024,
      windowBytes: 2048 * 1024,
    });
  });

  test("limit a request to the window", () => {
    const options = { window: "32" };
    expect(parseTarget(address("sftp://fw/", { options }))).toMatchObject({
      requestBytes: 32 * 1024,
      windowBytes: 32 * 1024,
    });
  });

  test.each([
    ["request-size", "0"],
    ["request-size", "256"],
    ["request-size", "-1"],
    ["request-size", "1e2"],
    ["window", ""],
    ["window", "16385"],
    ["window", "99999999999999999999"],
  ])("refuse %s=%s", (name, value) => {
    const given = address("sftp://fw/", { options: { [name]: value } });
    expect(() => parseTarget(given)).toThrow(expect.objectContaining({ code: "invalid-location" }));
  });
});
