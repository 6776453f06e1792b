import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linkFields, linkOf, nameFields, nameOf } from "../../src/archive/entry-names.ts";
import type { IndexEntry } from "../../src/archive/entry.ts";
import { longestIndexLine, parseIndexLine } from "../../src/archive/index-line.ts";
import { formatTimestamp } from "../../src/archive/timestamp.ts";
import { thrownIds } from "../thrown-ids.ts";
import { names } from "./byte-strings.ts";

const invalid = ["holdfast.archive.invalid-index-line"];
const naturals = fc.nat({ max: 2 ** 52 });
const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 });
const attributes = fc.record({
  mode: fc.nat({ max: 0o7777 }),
  uid: fc.nat({ max: 0xffff_ffff }),
  gid: fc.nat({ max: 0xffff_ffff }),
  user: text,
  group: text,
  mtime: fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }).map(formatTimestamp),
});
const extent = fc.record({ offset: naturals, length: naturals, volume: naturals, frame: naturals });
const status = fc.constantFrom("ok", "changed", "shrunk", "vanished", "unreadable", "skipped");

const contents: fc.Arbitrary<IndexEntry> = fc
  .tuple(
    names.map(nameFields),
    fc.record({
      type: fc.constantFrom("file", "directory", "fifo", "socket", "device", "stream"),
      size: naturals,
      status,
    }),
    fc.oneof(attributes, fc.constant({})),
    fc.oneof(fc.record({ reason: text }), fc.constant({})),
    fc.oneof(extent, fc.constant({})),
  )
  .map((groups) => Object.assign({}, ...groups) as IndexEntry);
const links: fc.Arbitrary<IndexEntry> = fc
  .tuple(contents, names.map(linkFields), fc.constantFrom("symlink", "hardlink"))
  .map(([entry, link, type]) => ({ ...entry, ...link, type }));

const file = { path: "a", type: "file", size: 1, status: "ok" };

describe("a line of the index", () => {
  test("comes back as it was written", () => {
    fc.assert(
      fc.property(fc.oneof(contents, links), (entry) => {
        expect(parseIndexLine(JSON.stringify(entry))).toEqual(entry);
      }),
    );
  });

  test("keeps the bytes of names and targets", () => {
    fc.assert(
      fc.property(names, names, (name, target) => {
        const entry = { ...nameFields(name), ...linkFields(target), type: "symlink", size: 0, status: "ok" };
        const parsed = parseIndexLine(JSON.stringify(entry));
        expect([nameOf(parsed), linkOf(parsed)]).toEqual([name, target]);
      }),
    );
  });

  test("may have keys that are not known yet", () => {
    const line = JSON.stringify({ ...file, xattrs: {}, __proto__: null });
    expect(parseIndexLine(line.replace("{", '{"__proto__":{"mode":7},'))).toEqual(file);
  });

  test("takes two paths of 4096 control characters, and is refused when it is longer", () => {
    const long = "\u0001".repeat(4096);
    const line = JSON.stringify({ ...file, type: "symlink", path: long, link: long });
    expect(parseIndexLine(line).path).toBe(long);
    expect(thrownIds(() => parseIndexLine(`${line}${" ".repeat(longestIndexLine)}`))).toEqual(invalid);
  });

  test.each([
    ["", "{", "null", "[]", '"text"', "1"],
    [
      { ...file, path: undefined },
      { ...file, path: "" },
      { ...file, path: "a\0b" },
      { ...file, path: 1 },
    ],
    [
      { ...file, path: "\ud800" },
      { ...file, path_base64: "/w==" },
    ],
    [
      { ...file, type: undefined },
      { ...file, type: "FILE" },
      { ...file, type: "toString" },
    ],
    [
      { ...file, size: undefined },
      { ...file, size: -1 },
      { ...file, size: 1.5 },
      { ...file, size: "1" },
    ],
    [
      { ...file, size: 2 ** 53 },
      { ...file, mode: 0o10000 },
      { ...file, uid: 2 ** 32 },
      { ...file, gid: null },
    ],
    [
      { ...file, mtime: "1" },
      { ...file, mtime: "1.5" },
      { ...file, mtime: 1 },
      { ...file, user: 0 },
    ],
    [
      { ...file, status: undefined },
      { ...file, status: "fine" },
      { ...file, reason: {} },
    ],
    [
      { ...file, link: "b" },
      { ...file, link_base64: "/w==" },
    ],
    [
      { ...file, type: "symlink", offset: 0, length: 1 },
      { ...file, type: "symlink", link: "b", link_base64: "/w==" },
    ],
    [
      { ...file, offset: 0 },
      { ...file, length: 0 },
      { ...file, offset: 2 ** 53 - 1, length: 1 },
    ],
    [
      { ...file, volume: -1 },
      { ...file, frame: 0.5 },
    ],
  ])("is refused when it is %j, %j…", (...lines) => {
    for (const line of lines) {
      const text = typeof line === "string" ? line : JSON.stringify(line);
      expect(
        thrownIds(() => parseIndexLine(text)),
        text,
      ).toEqual(invalid);
    }
  });

  test.each(["/w", "/w=", "/x==", "Zm9v", "", "/wA=", "not base64"])(
    "is refused with the base64 name %j, which is not canonical, has a NUL, or is UTF-8",
    (path_base64) => {
      const { path: _, ...nameless } = file;
      expect(thrownIds(() => parseIndexLine(JSON.stringify({ ...nameless, path_base64 })))).toEqual(invalid);
    },
  );
});
