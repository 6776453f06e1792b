import { isLocationError, type LocationAddress } from "@holdfast/contract";
import { ftp } from "@holdfast/location-ftp";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

function address(location: string, more: Partial<LocationAddress> = {}): LocationAddress {
  return { location, type: "FTP", user: "backup", options: {}, ...more };
}

describe("an address", () => {
  test.each([
    ["ftp://fw.example/srv/backup", "fw.example", 21, "srv/backup"],
    ["FTP://fw.example:2121/srv/backup/", "fw.example", 2121, "srv/backup"],
    ["ftp://192.0.2.7//srv///backup", "192.0.2.7", 21, "srv/backup"],
    ["ftp://192.0.2.7/%2Fsrv/backup", "192.0.2.7", 21, "/srv/backup"],
    ["ftp://192.0.2.7/%2fsrv/backup", "192.0.2.7", 21, "/srv/backup"],
    ["ftp://192.0.2.7/%2F", "192.0.2.7", 21, "/"],
    ["ftp://[2001:db8::7]:22/", "2001:db8::7", 22, ""],
    ["ftp://fw", "fw", 21, ""],
    ["ftp://fw/~/-rf", "fw", 21, "~/-rf"],
    ["ftp://fw/a%20b/%C3%BC/%3F%23%25", "fw", 21, "a b/ü/?#%"],
    ["ftp://fw/$(id);'\"`x`", "fw", 21, "$(id);'\"`x`"],
  ])("%s is read", (location, host, port, directory) => {
    expect(ftp.parse(address(location))).toEqual({ host, port, directory, user: "backup" });
  });

  test.each([
    ["no scheme", "fw:/srv"],
    ["another scheme", "ftps://fw/srv"],
    ["a user", "ftp://root@fw/srv"],
    ["a password", "ftp://root:canary@fw/srv"],
    ["no host", "ftp:///srv"],
    ["a host that begins with -", "ftp://-oProxyCommand=id/srv"],
    ["a host with an encoded line end", "ftp://fw%0d%0a/srv"],
    ["port 0", "ftp://fw:0/srv"],
    ["port 65536", "ftp://fw:65536/srv"],
    ["..", "ftp://fw/srv/../etc"],
    ["encoded ..", "ftp://fw/srv/%2e%2E/etc"],
    [".. behind %2F", "ftp://fw/%2F../etc"],
    ["an encoded line end", "ftp://fw/srv/a%0d%0aDELE%20x"],
    ["an encoded NUL", "ftp://fw/srv/a%00b"],
    ["an encoded slash inside", "ftp://fw/srv/a%2fb"],
    ["two encoded slashes", "ftp://fw/%2F%2Fsrv"],
    ["a line end", "ftp://fw/srv/a\r\nb"],
    ["bytes that are not UTF-8", "ftp://fw/srv/%ff"],
    ["a query", "ftp://fw/srv?x=1"],
    ["a fragment", "ftp://fw/srv#x"],
  ])("with %s is refused", (_, location) => {
    expect(() => ftp.parse(address(location))).toThrow(
      expect.objectContaining({ code: "invalid-location", retry: "never" }),
    );
  });

  test.each([undefined, "", "a\nb", "a\u0000", "a\r\nDELE x"])("with the user %j is refused", (user) => {
    const { user: _, ...rest } = address("ftp://fw/srv");
    const given = user === undefined ? rest : { ...rest, user };
    expect(() => ftp.parse(given)).toThrow(expect.objectContaining({ code: "invalid-location" }));
  });

  test("that is refused says so without what could be a password", () => {
    expect(() => ftp.parse(address("ftp://root:canary@fw/srv"))).not.toThrow(/canary/);
  });

  test("of any text gives a target or a LocationError", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (tail) => {
        try {
          const { directory } = ftp.parse(address(`ftp://fw/${tail}`));
          expect(directory).not.toMatch(/\p{Cc}|(^|\/)\.\.(\/|$)/u);
        } catch (error) {
          if (!isLocationError(error)) throw error;
        }
      }),
    );
  });
});
