import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatPaxRecords, parsePaxRecords } from "../../../src/archive/tar/pax.ts";
import type { TarEntry } from "../../../src/archive/tar/tar-entry.ts";
import type { ByteString } from "../../../src/parts/byte-string.ts";
import { thrownIds } from "../../thrown-ids.ts";

const plain: TarEntry = {
  type: "file",
  name: "name" as ByteString,
  link: "" as ByteString,
  size: 1,
  mode: 0o644,
  uid: 0,
  gid: 0,
  user: "root" as ByteString,
  group: "root" as ByteString,
  mtime: 5_000_000_000n,
};
const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");
const recordsOf = (changed: Partial<TarEntry>): string => {
  const entry = { ...plain, ...changed };
  return formatPaxRecords(entry, entry.name);
};

/** A well-formed record; its length is the only one that fits. */
function record(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const length = [1, 2, 3, 4]
    .map((digits) => digits + rest.length)
    .find((sum, at) => String(sum).length === at + 1);
  return `${length}${rest}`;
}

describe("pax records", () => {
  test("are not needed for what fits into a header", () => {
    expect(recordsOf({})).toBe("");
    expect(recordsOf({ name: "n".repeat(100) as ByteString, size: 8_589_934_591, uid: 2_097_151 })).toBe("");
  });

  test("are not needed for short names that are not UTF-8", () => {
    expect(recordsOf({ name: "\xff" as ByteString })).toBe("");
  });

  test.each<[string, Partial<TarEntry>, string]>([
    ["a fraction of a second", { mtime: 1_500_000_000n }, "21 mtime=1.500000000\n"],
    ["a time before 1970", { mtime: -1_500_000_000n }, "22 mtime=-1.500000000\n"],
    ["a size of 8 GiB", { size: 8_589_934_592 }, "19 size=8589934592\n"],
    ["a large uid", { uid: 2_097_152 }, "15 uid=2097152\n"],
    ["a UTF-8 name beyond ASCII", { name: "\xc3\xa9" as ByteString }, "11 path=\xc3\xa9\n"],
  ])("say %s", (_, changed, records) => {
    expect(recordsOf(changed)).toBe(records);
  });

  test("are binary when a long name is not UTF-8", () => {
    const name = "\xff".repeat(101) as ByteString;
    expect(recordsOf({ name })).toBe(`21 hdrcharset=BINARY\n111 path=${name}\n`);
  });

  test("count their own length at every number of digits", () => {
    for (let length = 101; length < 1100; length++) {
      const name = "n".repeat(length) as ByteString;
      const records = recordsOf({ name });
      expect(Number.parseInt(records, 10)).toBe(records.length);
      expect(parsePaxRecords(latin1(records)).path).toBe(name);
    }
  });

  test("come back whatever the value, and the last one counts", () => {
    const value = fc.string({
      unit: fc.integer({ min: 0, max: 255 }).map((byte) => String.fromCharCode(byte)),
      minLength: 1,
      maxLength: 200,
    });
    fc.assert(
      fc.property(value, value, (first, last) => {
        expect(parsePaxRecords(latin1(record("path", first) + record("path", last))).path).toBe(last);
      }),
    );
  });

  test("with an empty value leave the header's", () => {
    expect(parsePaxRecords(latin1(record("path", "")))).toEqual({});
  });

  test("of other archivers are passed over", () => {
    expect(parsePaxRecords(latin1(record("SCHILY.xattr.user.a", "\xff\0\n")))).toEqual({});
  });

  test.each([
    "path=x\n",
    "9 path=x\n\n",
    "0 path=x\n",
    "-9 path=x\n",
    "09 path=x\n",
    " 9 path=x\n",
    "8 path=x\n",
    "99 path=x\n",
    "999999999 path=x\n",
    "9 path=xy",
    "9 pathxy\n",
    "8 =value\n",
    "9 path=x\n7",
  ])("are refused when they are %j", (records) => {
    expect(thrownIds(() => parsePaxRecords(latin1(records)))).toEqual(["holdfast.archive.malformed-tar"]);
  });

  test.each([
    ["size", "-1"],
    ["size", "0x10"],
    ["size", "1e3"],
    ["size", "9007199254740992"],
    ["size", "9".repeat(500)],
    ["uid", "4294967296"],
    ["gid", "-1"],
    ["mtime", "yesterday"],
    ["hdrcharset", "LATIN1"],
    ["GNU.sparse.major", "1"],
  ])("are refused when %s is %s", (key, value) => {
    expect(thrownIds(() => parsePaxRecords(latin1(record(key, value))))).toEqual([
      "holdfast.archive.malformed-tar",
    ]);
    expect(thrownIds(() => parsePaxRecords(latin1(record("comment", value))))).toEqual([]);
  });
});
