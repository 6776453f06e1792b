import { memoryLocation } from "@holdfast/conformance";
import { type LocationPlugin, Secret } from "@holdfast/contract";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type LocationRequest, resolveTarget } from "../../src/transfer/location-request.ts";
import { PluginRegistry } from "../../src/transfer/plugin-registry.ts";
import { thrownIds } from "../thrown-ids.ts";

/** Takes every address. */
const anywhere: LocationPlugin = {
  ...memoryLocation(),
  name: "holdfast-location-any",
  types: ["ANY", "NFS"],
  options: [
    { name: "mode", meaning: "", default: "" },
    { name: "port", meaning: "", default: "" },
  ],
  parse: (address) => address,
};
const registry = new PluginRegistry([anywhere]);

function address(request: LocationRequest) {
  return resolveTarget(request, registry).address;
}

function refusal(request: LocationRequest): readonly string[] {
  return thrownIds(() => resolveTarget(request, registry)).map((id) => id.replace("holdfast.transfer.", ""));
}

describe("a location", () => {
  test.each<[LocationRequest, object]>([
    [{ location: "any://host/dir" }, { type: "ANY", location: "any://host/dir", options: {} }],
    [{ location: "ANY://host:22/dir" }, { type: "ANY", location: "ANY://host:22/dir" }],
    [
      { location: "any://host/dir?mode=a%20b&port=7" },
      { location: "any://host/dir", options: { mode: "a b", port: "7" } },
    ],
    [
      { location: "any://host?mode=a", options: { mode: "b" } },
      { location: "any://host", options: { mode: "b" } },
    ],
    [
      { location: "host/dir?what", type: "any" },
      { type: "ANY", location: "host/dir?what" },
    ],
    [{ location: "nfs://h:/export/dir@home" }, { type: "NFS" }],
    [{ location: "any://[fe80::1]:22/a@b" }, { type: "ANY" }],
    [{ location: "/srv/user@home/a..b/...", type: "ANY" }, { type: "ANY" }],
    [{ location: "any://host/dir", type: "any", user: "ich" }, { user: "ich" }],
  ])("%j is understood", (request, expected) => {
    expect(address(request)).toMatchObject(expected);
  });

  test.each<[string, LocationRequest]>([
    ["no-type", { location: "host/dir" }],
    ["unknown-type", { location: "gopher://host/dir" }],
    ["type-mismatch", { location: "any://host/dir", type: "NFS" }],
    ["credentials-in-url", { location: "any://user@host/dir" }],
    ["credentials-in-url", { location: "any://user:word@host/dir" }],
    ["credentials-in-url", { location: "any://user:half/word@host/dir" }],
    ["credentials-in-url", { location: "any://user:half?word@host/dir" }],
    ["credentials-in-url", { location: "user:word@host:/dir" }],
    ["dots-in-url", { location: "any://host/a/../b" }],
    ["dots-in-url", { location: "any://host/.%2E" }],
    ["dots-in-url", { location: "any://host/a\\..\\b" }],
    ["dots-in-url", { location: "/srv/..", type: "ANY" }],
    ["unknown-option", { location: "any://host/dir?speed=1" }],
    [
      "unknown-option",
      { location: "any://host/dir", options: { __proto__: null, constructor: "x" } as never },
    ],
    ["unknown-option", { location: "any://host/dir?__proto__=x" }],
    ["control-character", { location: "any://host/d\nir" }],
    ["control-character", { location: "any://host/dir?mode=a%0d%0ab" }],
    ["control-character", { location: "any://host/dir", options: { mode: "a\0" } }],
    ["control-character", { location: "any://host/dir", user: "a\r\nDELE x" }],
    ["control-character", { location: "any://host/dir", password: new Secret("a\u007f") }],
    ["control-character", { location: "any://host/dir", token: new Secret("a\n") }],
  ])("is refused with %s: %j", (id, request) => {
    expect(refusal(request)).toEqual([id]);
  });

  test("with a password in it never comes back in a message", () => {
    const word = fc.stringMatching(/^[!-~]{4,12}$/);
    fc.assert(
      fc.property(word, fc.constantFrom("any://", ""), (given, scheme) => {
        const secret = `s${given}t`;
        try {
          resolveTarget({ location: `${scheme}user:${secret}@host/dir` }, registry);
        } catch (error) {
          for (const part of secret.split(/[/?@]/).filter((each) => each.length > 5)) {
            expect(String(error)).not.toContain(part);
          }
        }
      }),
    );
  });
});

describe("plugins", () => {
  test("that claim one type are told of", () => {
    expect(thrownIds(() => new PluginRegistry([anywhere, { ...anywhere, name: "other" }]))).toEqual([
      "holdfast.transfer.type-claimed-twice",
    ]);
  });

  test("that are written for another contract are refused", () => {
    const later = { ...anywhere, contract: 2 } as unknown as LocationPlugin;
    expect(thrownIds(() => new PluginRegistry([later]))).toEqual(["holdfast.transfer.other-contract"]);
  });

  test("that are missing are named", () => {
    expect(() => registry.forType("SFTP")).toThrow("there are plugins for ANY, NFS");
    expect(thrownIds(() => registry.forType("GOPHER"))).toEqual(["holdfast.transfer.unknown-type"]);
  });
});
