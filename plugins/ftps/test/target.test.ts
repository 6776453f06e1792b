import type { LocationAddress } from "@holdfast/contract";
import { ftps } from "@holdfast/location-ftps";
import { expect, test } from "vitest";

function address(location: string, options: Readonly<Record<string, string>> = {}): LocationAddress {
  return { location, type: "FTPS", user: "backup", options };
}

test.each([
  ["ftps://fw/a", {}, 21, false],
  ["ftps://fw:990/a", {}, 990, true],
  ["ftps://fw:990/a", { tls: "explicit" }, 990, false],
  ["ftps://fw/a", { tls: "implicit" }, 990, true],
  ["ftps://fw:2990/a", { tls: "implicit" }, 2990, true],
  ["ftps://fw:2990/a", { tls: "auto" }, 2990, false],
])("%s with %j has port %s, implicit: %s", (location, options, port, implicit) => {
  const expected = { host: "fw", port, directory: "a", user: "backup", implicit, maxVersion: "TLSv1.3" };
  expect(ftps.parse(address(location, options))).toEqual(expected);
});

test("the version can be limited", () => {
  const target = ftps.parse(address("ftps://fw/a", { "tls-max-version": "1.2" }));
  expect(target).toMatchObject({ maxVersion: "TLSv1.2" });
});

test.each([
  ["ftp://fw/a", {}],
  ["ftps://root:canary@fw/a", {}],
  ["ftps://fw/a", { tls: "none" }],
  ["ftps://fw/a", { tls: "" }],
  ["ftps://fw/a", { "tls-max-version": "1.1" }],
])("%s with %j is refused", (location, options) => {
  expect(() => ftps.parse(address(location, options))).toThrow(
    expect.objectContaining({ code: "invalid-location", message: expect.not.stringContaining("canary") }),
  );
});
