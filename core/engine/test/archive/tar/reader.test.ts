import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TarReader } from "../../../src/archive/tar/reader.ts";
import type { TarEntry } from "../../../src/archive/tar/tar-entry.ts";
import { TarWriter, type WritableTarEntry } from "../../../src/archive/tar/writer.ts";
import type { ByteString } from "../../../src/parts/byte-string.ts";
import { thrownIds } from "../../thrown-ids.ts";
import { names } from "../byte-strings.ts";
import { MemorySink } from "../memory-sink.ts";
import { blocks, end, rawHeader, tarOf } from "../tar-of.ts";
import { membersOf } from "./recorder.ts";

const described = [rawHeader("x", { size: 9 }), blocks("9 path=x\n")];
const malformed = ["holdfast.archive.malformed-tar"];
const truncated = ["holdfast.archive.truncated-tar"];

const attributes = {
  name: names,
  mode: fc.nat({ max: 0o7777 }),
  uid: fc.nat({ max: 0xffff_ffff }),
  gid: fc.nat({ max: 0xffff_ffff }),
  user: names,
  group: names,
  mtime: fc.bigInt({ min: -(2n ** 62n), max: 2n ** 65n }),
};
const noLink = fc.constant("" as ByteString);
const entries: fc.Arbitrary<WritableTarEntry> = fc.oneof(
  fc.record({ ...attributes, type: fc.constant("file" as const), link: noLink, size: fc.nat({ max: 2000 }) }),
  fc.record({ ...attributes, type: fc.constant("directory" as const), link: noLink, size: fc.constant(0) }),
  fc.record({
    ...attributes,
    type: fc.constantFrom("symlink" as const, "hardlink" as const),
    link: names,
    size: fc.constant(0),
  }),
);

function written(members: readonly WritableTarEntry[], sliceSize = 4096): Buffer {
  const sink = new MemorySink(sliceSize);
  const writer = new TarWriter(sink);
  for (const member of members) {
    writer.header(member);
    writer.zeros(member.size);
    writer.padding(member.size);
  }
  writer.end();
  return sink.bytes();
}

describe("a tar archive", () => {
  test("comes back entry by entry, through any slices and in any pieces", () => {
    fc.assert(
      fc.property(
        fc.array(entries, { maxLength: 5 }),
        fc.integer({ min: 1, max: 3000 }),
        fc.array(fc.nat({ max: 1500 }), { maxLength: 20 }),
        (members, sliceSize, pieces) => {
          const tar = written(members, sliceSize);
          expect(tar.length % 512).toBe(0);
          const contents = members.map((member) => ({ ...member, content: "\0".repeat(member.size) }));
          expect(membersOf(tar, pieces)).toEqual(contents);
        },
      ),
    );
  });

  test("comes back byte by byte", () => {
    const tar = tarOf({ name: "é".repeat(200), content: "some content" }, { name: "empty" });
    const members = membersOf(
      tar,
      Array.from(tar, () => 1),
    );
    expect(members.map(({ content }) => content)).toEqual(["some content", ""]);
  });

  test("keeps sizes of several terabytes", () => {
    const sizes = fc.oneof(fc.constantFrom(8_589_934_591, 8_589_934_592), fc.nat({ max: 2 ** 43 }));
    fc.assert(
      fc.property(sizes, (size) => {
        const sink = new MemorySink();
        const file = {
          type: "file",
          size,
          name: "f",
          link: "",
          mode: 0,
          uid: 0,
          gid: 0,
          user: "",
          group: "",
          mtime: 0n,
        };
        new TarWriter(sink).header(file as WritableTarEntry);
        expect(headerOf(sink.bytes()).size).toBe(size);
      }),
    );
  });

  test("is refused when it is cut anywhere", () => {
    const tar = tarOf({ name: "n".repeat(150), content: "content" }, { name: "d", type: "directory" });
    for (let size = 0; size < tar.length; size++) {
      expect(thrownIds(() => membersOf(tar.subarray(0, size)))).toEqual(truncated);
    }
  });

  test("may have any zeros behind it, and nothing else", () => {
    const tar = tarOf({ name: "a" });
    expect(membersOf(Buffer.concat([tar, Buffer.alloc(10_000)]))).toHaveLength(1);
    for (const more of [tar, Buffer.from([1])]) {
      expect(thrownIds(() => membersOf(Buffer.concat([tar, more])))).toEqual(malformed);
    }
  });

  test("takes GNU tar's long names", () => {
    const long = "long/".repeat(50);
    const tar = Buffer.concat([
      rawHeader("L", { size: 252 }),
      blocks(`${long}a\0`),
      rawHeader("K", { size: 252 }),
      blocks(`${long}b\0`),
      rawHeader("2", { name: long.slice(0, 100) as ByteString, link: long.slice(0, 100) as ByteString }),
      end,
    ]);
    expect(membersOf(tar)).toMatchObject([{ type: "symlink", name: `${long}a`, link: `${long}b` }]);
  });

  test.each<[string, string, TarEntry["type"]]>([
    ["\0", "old/", "directory"],
    ["\0", "old", "file"],
    ["7", "contiguous", "file"],
    ["3", "character device", "device"],
    ["4", "block device", "device"],
    ["6", "fifo", "fifo"],
    ["Z", "of some vendor", "other"],
  ])("tells the typeflag %j of %s as %s", (typeflag, name, type) => {
    const tar = Buffer.concat([rawHeader(typeflag, { name: name as ByteString }), end]);
    expect(membersOf(tar)).toMatchObject([{ type, name: name.replace("/", "") }]);
  });

  test.each<[string, Buffer]>([
    ["a directory with content", Buffer.concat([rawHeader("5", { size: 1 }), blocks("x")])],
    ["a link with content", Buffer.concat([rawHeader("2", { size: 1 }), blocks("x")])],
    ["a hard link with content", Buffer.concat([rawHeader("1", { size: 600 }), blocks("x".repeat(600))])],
    ["a global pax header", Buffer.concat([rawHeader("g", { size: 9 }), blocks("9 path=x\n")])],
    ["a file in GNU tar's sparse format", rawHeader("S")],
    ["pax records before the end", Buffer.concat(described)],
    ["a long name before the end", Buffer.concat([rawHeader("L", { size: 1 }), blocks("a")])],
    ["an empty pax header", Buffer.concat([rawHeader("x"), rawHeader("0")])],
    ["a pax header of more than 1 MiB", rawHeader("x", { size: 1_048_577 })],
    ["a long name of 8 GiB", rawHeader("L", { size: 8_589_934_591 })],
    ["two pax headers for one entry", Buffer.concat([...described, ...described, rawHeader("0")])],
    ["a block of zeros between entries", Buffer.concat([end.subarray(512), rawHeader("0")])],
    ["something that is not a header", Buffer.alloc(512, "x")],
  ])("is refused with %s", (_, beginning) => {
    expect(thrownIds(() => membersOf(Buffer.concat([beginning, end])))).toEqual(malformed);
  });

  test("with random bytes in it never does anything but come back or be refused", () => {
    const tar = tarOf(
      { name: "n".repeat(150), content: "content" },
      { name: "l", type: "symlink", link: "t" },
    );
    const flips = fc.array(fc.tuple(fc.nat({ max: tar.length - 1 }), fc.nat({ max: 255 })), { minLength: 1 });
    fc.assert(
      fc.property(flips, (changes) => {
        const damaged = Buffer.from(tar);
        for (const [at, value] of changes) damaged[at] = value;
        expect([[], malformed, truncated]).toContainEqual(thrownIds(() => membersOf(damaged)));
      }),
      { numRuns: 1000 },
    );
  });
});

function headerOf(tar: Buffer): TarEntry {
  let found: TarEntry | undefined;
  new TarReader({ entry: (entry) => (found = entry), data: () => {}, endEntry: () => {} }).write(tar);
  if (found === undefined) throw new Error("the archive has no entry");
  return found;
}
