import { isLocationError, type LocationAddress } from "@holdfast/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { options, parseTarget } from "../src/target.ts";

/** Any code point, halves of surrogate pairs among them. */
const character = fc.integer({ min: 0, max: 0x10_ffff }).map((each) => String.fromCodePoint(each));

function address(location: string, more: Partial<LocationAddress> = {}): LocationAddress {
  return { location, type: "SMB", user: "backup", options: {}, ...more };
}

describe("an address", () => {
  test.each([
    ["smb://nas.example/backup/fw-01", "nas.example", 445, "backup", "fw-01"],
    ["SMB://nas.example:4450/backup/", "nas.example", 4450, "backup", ""],
    ["smb://192.0.2.7/backup//a///b", "192.0.2.7", 445, "backup", "a/b"],
    ["smb://[2001:db8::7]:445/backup", "2001:db8::7", 445, "backup", ""],
    ["smb://nas/F$/a%20b/%C3%BC", "nas", 445, "F$", "a b/ü"],
    [String.raw`\\nas\backup`, "nas", 445, "backup", ""],
    [String.raw`\\nas.example\backup\a b\100%\\`, "nas.example", 445, "backup", "a b/100%"],
    ["nas/backup/dir", "nas", 445, "backup", "dir"],
    ["nas:4450/F$/dir%20", "nas", 4450, "F$", "dir%20"],
  ])("%s is read", (location, host, port, share, directory) => {
    expect(parseTarget(address(location))).toMatchObject({ host, port, share, directory });
  });

  test.each([
    ["no share", "smb://nas"],
    ["no share but a slash", "smb://nas/"],
    ["no share, bare", "nas"],
    ["no share, UNC", String.raw`\\nas`],
    ["another scheme", "cifs://nas/backup"],
    ["a user", "smb://root@nas/backup"],
    ["a password", "smb://root:canary@nas/backup"],
    ["a user, UNC", String.raw`\\root@nas\backup`],
    ["no host", "smb:///backup"],
    ["a host that begins with -", "smb://-x/backup"],
    ["port 0", "smb://nas:0/backup"],
    ["port 65536", "smb://nas:65536/backup"],
    ["..", "smb://nas/backup/../etc"],
    ["encoded ..", "smb://nas/backup/%2e%2E/etc"],
    [".., UNC", String.raw`\\nas\backup\..\x`],
    [".. as the share", "smb://nas/.."],
    ["an encoded line end", "smb://nas/backup/a%0d%0ab"],
    ["an encoded slash", "smb://nas/backup/a%2fb"],
    ["an encoded backslash", "smb://nas/backup/a%5cb"],
    ["a backslash", String.raw`nas/backup\b`],
    ["a stream", "smb://nas/backup/a:b"],
    ["a device", "smb://nas/backup/aux"],
    ["a name that ends with a dot", "smb://nas/backup/a."],
    ["bytes that are not UTF-8", "smb://nas/backup/%ff"],
    ["a query", "smb://nas/backup?signing=preferred"],
    ["a fragment", "smb://nas/backup#x"],
  ])("with %s is refused", (_, location) => {
    expect(() => parseTarget(address(location))).toThrow(
      expect.objectContaining({ code: "invalid-location", retry: "never" }),
    );
  });

  test("that is refused says so without what could be a password", () => {
    expect(() => parseTarget(address("smb://root:canary@nas/backup"))).not.toThrow(/canary/);
  });

  test("of any text gives a target or a LocationError", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("smb://nas/", "\\\\nas\\", "nas/", ""),
        fc.string({ unit: character }),
        (head, tail) => {
          try {
            const { share, directory } = parseTarget(address(head + tail));
            expect(share).not.toBe("");
            expect(`${share}/${directory}`).not.toMatch(/[\p{Cc}\\:]|(^|\/)\.\.(\/|$)/u);
          } catch (error) {
            if (!isLocationError(error)) throw error;
          }
        },
      ),
    );
  });
});

describe("the user", () => {
  test.each([
    ["backup", "backup", ""],
    [String.raw`CORP\backup`, "backup", "CORP"],
    ["backup@corp.example", "backup", "corp.example"],
    ["a@b@corp.example", "a@b", "corp.example"],
    [String.raw`.\backup`, "backup", "."],
  ])("%s has a name and a domain", (user, name, domain) => {
    expect(parseTarget(address("smb://nas/backup", { user })).user).toEqual({ name, domain });
  });

  test.each([undefined, "", "a\nb", "\u0000", "CORP\\", "a\\b\\c", "@corp", "x".repeat(257)])(
    "%j is refused",
    (user) => {
      const { user: _, ...rest } = address("smb://nas/backup");
      expect(() => parseTarget(user === undefined ? rest : { ...rest, user })).toThrow(
        expect.objectContaining({ code: "invalid-location" }),
      );
    },
  );
});

describe("the options", () => {
  test("have the defaults that they describe", () => {
    const described = Object.fromEntries(options.map((option) => [option.name, option.default]));
    const target = parseTarget(address("smb://nas/backup"));
    expect(parseTarget(address("smb://nas/backup", { options: described }))).toEqual(target);
    expect(target).toMatchObject({
      policy: { encryption: "preferred", signing: "required", guest: false, oldestDialect: "2.1" },
      requestBytes: 1024 * 1024,
      windowBytes: 4096 * 1024,
    });
  });

  test.each([
    [{ encryption: "none" }],
    [{ signing: "off" }],
    [{ guest: "yes" }],
    [{ guest: "allow" }],
    [{ "oldest-dialect": "1.0" }],
    [{ "request-size": "63" }],
    [{ "request-size": "8193" }],
    [{ window: "1e3" }],
    [{ window: "16385" }],
  ])("refuse %j", (given) => {
    expect(() => parseTarget(address("smb://nas/backup", { options: given }))).toThrow(
      expect.objectContaining({ code: "invalid-location" }),
    );
  });
});
