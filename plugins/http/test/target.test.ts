import { isLocationError, type LocationAddress } from "@holdfast/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { authorityOf, parseTarget, pathBelow } from "../src/target.ts";

function address(location: string, more: Partial<LocationAddress> = {}): LocationAddress {
  return { location, type: "HTTP", options: {}, ...more };
}

describe("an address", () => {
  test.each([
    ["http://fw.example/srv/backup", "fw.example", 80, "/srv/backup/", "fw.example"],
    ["HTTP://FW:8080/srv/backup/", "FW", 8080, "/srv/backup/", "FW:8080"],
    ["http://192.0.2.7//srv///backup", "192.0.2.7", 80, "/srv/backup/", "192.0.2.7"],
    ["http://[2001:db8::7]:81/", "2001:db8::7", 81, "/", "[2001:db8::7]:81"],
    ["http://fw", "fw", 80, "/", "fw"],
    ["http://fw/a%20b/%C3%BC/%3F%23%25", "fw", 80, "/a%20b/%C3%BC/%3F%23%25/", "fw"],
    ["http://fw/a b/ü", "fw", 80, "/a%20b/%C3%BC/", "fw"],
    ["http://fw/$(id);'\"`x`", "fw", 80, "/%24(id)%3B'%22%60x%60/", "fw"],
    ["http://fw/-rf/~/x", "fw", 80, "/-rf/~/x/", "fw"],
  ])("%s is read", (location, host, port, path, authority) => {
    const target = parseTarget("http", address(location));
    expect(target).toMatchObject({ host, port, path, user: undefined });
    expect(authorityOf(target)).toBe(authority);
  });

  test("of HTTPS has a port of its own", () => {
    const target = parseTarget("https", address("https://fw/", { type: "HTTPS", user: "backup" }));
    expect(target).toMatchObject({ scheme: "https", port: 443, user: "backup" });
    expect(authorityOf(target)).toBe("fw");
  });

  test.each([
    ["no scheme", "fw:/srv"],
    ["another scheme", "https://fw/srv"],
    ["a user", "http://root@fw/srv"],
    ["a password", "http://root:canary@fw/srv"],
    ["no host", "http:///srv"],
    ["a host that begins with -", "http://-x/srv"],
    ["a host with an encoded line end", "http://fw%0d%0a/srv"],
    ["port 0", "http://fw:0/srv"],
    ["port 65536", "http://fw:65536/srv"],
    ["a port that is no number", "http://fw:http/srv"],
    ["..", "http://fw/srv/../etc"],
    ["encoded ..", "http://fw/srv/%2e%2E/etc"],
    ["an encoded line end", "http://fw/srv/a%0d%0ab"],
    ["an encoded NUL", "http://fw/srv/a%00b"],
    ["an encoded slash", "http://fw/srv/a%2fb"],
    ["an encoded backslash", "http://fw/srv/a%5cb"],
    ["a line end", "http://fw/srv/a\r\nb"],
    ["bytes that are not UTF-8", "http://fw/srv/%ff"],
    ["a query", "http://fw/srv?x=1"],
    ["a query and no path", "http://fw?x=1"],
    ["a fragment", "http://fw/srv#x"],
  ])("with %s is refused", (_, location) => {
    expect(() => parseTarget("http", address(location))).toThrow(
      expect.objectContaining({ code: "invalid-location", retry: "never" }),
    );
  });

  test.each(["", "a\nb", "a\u0000", "\ud800"])("with the user %j is refused", (user) => {
    expect(() => parseTarget("http", address("http://fw/srv", { user }))).toThrow(
      expect.objectContaining({ code: "invalid-location" }),
    );
  });

  test("that is refused says so without what could be a password", () => {
    expect(() => parseTarget("http", address("http://root:canary@fw/srv"))).not.toThrow(/canary/);
  });

  test("of any text gives a target or a LocationError", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (tail) => {
        try {
          const { path } = parseTarget("http", address(`http://fw/${tail}`));
          expect(path).toMatch(/^\/([!-~]+\/)?$/);
          expect(path).not.toMatch(/\/\.\.?\/|\/\//);
        } catch (error) {
          if (!isLocationError(error)) throw error;
        }
      }),
    );
  });
});

test("a path below the directory is encoded segment by segment", () => {
  expect(pathBelow("/srv/", "")).toBe("/srv/");
  expect(pathBelow("/", "a/b c/%2e%2e?#;ü")).toBe("/a/b%20c/%252e%252e%3F%23%3B%C3%BC");
});

describe("the option connections", () => {
  test("has a default", () => {
    expect(parseTarget("http", address("http://fw/"))).toMatchObject({ connections: 4 });
  });

  test.each(["0", "17", "-1", "1e1", "", "99999999999999999999"])("refuses %s", (connections) => {
    const given = address("http://fw/", { options: { connections } });
    expect(() => parseTarget("http", given)).toThrow(expect.objectContaining({ code: "invalid-location" }));
  });
});
