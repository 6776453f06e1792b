import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseFileAddress } from "../src/target.ts";

const parse = (location: string): string =>
  parseFileAddress({ location, type: "FILE", options: {} }).directory;

test.each([
  ["file:///srv/backup", "/srv/backup"],
  ["file://localhost/srv/backup", "/srv/backup"],
  ["FILE:///srv/backup/", "/srv/backup/"],
  ["file:///srv/a%20b%23%3f%25", "/srv/a b#?%"],
  ["/srv/back up#1?", "/srv/back up#1?"],
  ["/srv/%41", "/srv/%41"],
  ["/srv//a/./b", "/srv/a/b"],
  ["file:///", "/"],
])("%s is %s", (location, directory) => {
  expect(parse(location)).toBe(directory);
});

test.each([
  "srv/backup",
  "./backup",
  "file:srv",
  "file://srv/backup",
  "file://user@/srv",
  "file:///srv?option=1",
  "file:///srv#part",
  "file:///srv/%zz",
  "file:///srv/%ff",
  "file:///srv%2Fbackup",
  "file:///srv\\..\\etc",
  "file:///srv/%2E%2e/etc",
  "/srv/../etc",
  "/srv/..",
  "/srv\\..\\etc",
  "/srv/\ud800",
  "ftp:///srv",
])("%j is refused", (location) => {
  expect(() => parse(location)).toThrow(expect.objectContaining({ code: "invalid-location" }));
});

test("every absolute path is itself, and its URL is the same path", () => {
  const segment = fc
    .string({ unit: "binary", minLength: 1, maxLength: 20 })
    .filter((text) => text.isWellFormed() && !/[\p{Cc}/\\]/u.test(text) && text !== "." && text !== "..");
  fc.assert(
    fc.property(fc.array(segment, { minLength: 1, maxLength: 5 }), (segments) => {
      const path = `/${segments.join("/")}`;
      expect(parse(path)).toBe(path);
      expect(parse(pathToFileURL(path).href)).toBe(path);
    }),
  );
});
