import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  blockSize,
  decodeHeader,
  encodeHeader,
  type Header,
  limits,
} from "../../../src/archive/tar/header.ts";
import type { ByteString } from "../../../src/parts/byte-string.ts";
import { thrownIds } from "../../thrown-ids.ts";
import { names } from "../byte-strings.ts";

const fitting = (limit: number) => names.map((name) => name.slice(0, limit) as ByteString);
const headers: fc.Arbitrary<Header> = fc.record({
  typeflag: fc.constantFrom("0", "1", "2", "5", "6", "x"),
  name: fitting(limits.name),
  link: fitting(limits.name),
  size: fc.nat({ max: limits.size }),
  mode: fc.nat({ max: 0o7777 }),
  uid: fc.nat({ max: limits.id }),
  gid: fc.nat({ max: limits.id }),
  user: fitting(limits.account),
  group: fitting(limits.account),
  seconds: fc.nat({ max: limits.seconds }),
});
const plain: Header = {
  typeflag: "0",
  name: "name" as ByteString,
  link: "" as ByteString,
  size: 7,
  mode: 0o644,
  uid: 1,
  gid: 2,
  user: "user" as ByteString,
  group: "group" as ByteString,
  seconds: 3,
};
const malformed = ["holdfast.archive.malformed-tar"];

function encoded(header: Header): Buffer {
  const block = Buffer.alloc(blockSize, 0xaa);
  encodeHeader(block, 0, header);
  return block;
}

/** Gives an altered header the checksum that its writer would have given it. */
function resealed(block: Buffer): Buffer {
  block.fill(" ", 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return block;
}

describe("a ustar header", () => {
  test("comes back as it was written", () => {
    fc.assert(
      fc.property(headers, (header) => {
        expect(decodeHeader(encoded(header))).toEqual(header);
      }),
    );
  });

  test("is written at its offset, and nowhere else", () => {
    const bytes = Buffer.alloc(3 * blockSize, 0xaa);
    encodeHeader(bytes, blockSize, plain);
    expect(bytes.subarray(blockSize, 2 * blockSize).equals(encoded(plain))).toBe(true);
    for (const outside of [bytes.subarray(0, blockSize), bytes.subarray(2 * blockSize)]) {
      expect(outside.every((byte) => byte === 0xaa)).toBe(true);
    }
  });

  test("cuts what does not fit", () => {
    const vast = { ...plain, size: limits.size + 1, uid: limits.id + 1, seconds: -1 };
    const { size, uid, seconds } = decodeHeader(encoded(vast));
    expect([size, uid, seconds]).toEqual([limits.size, limits.id, 0]);
  });

  test("is refused with any bit flipped, unless the flip only changes how the checksum is written", () => {
    const block = encoded(plain);
    const unnoticed: number[] = [];
    for (let bit = 0; bit < blockSize * 8; bit++) {
      const flipped = Buffer.from(block);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      if (thrownIds(() => decodeHeader(flipped)).length === 0) unnoticed.push(bit >> 3);
    }
    // A zero that became a space, and what ends the digits.
    expect(unnoticed.filter((byte) => (byte !== 148 && byte < 154) || byte > 155)).toEqual([]);
  });

  test("joins prefix and name", () => {
    const block = encoded(plain);
    block.write("some/directory", 345, "latin1");
    expect(decodeHeader(resealed(block)).name).toBe("some/directory/name");
  });

  test("reads GNU tar's numbers to the base of 256", () => {
    fc.assert(
      fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), fc.maxSafeInteger(), (size, seconds) => {
        const block = encoded(plain);
        block.write(`80000000${size.toString(16).padStart(16, "0")}`, 124, "hex");
        const twos = BigInt.asUintN(96, BigInt(seconds)) | (1n << 95n);
        block.write(twos.toString(16), 136, "hex");
        const header = decodeHeader(resealed(block));
        expect([header.size, header.seconds]).toEqual([size, seconds]);
      }),
    );
  });

  test.each([
    ["a negative size", (block: Buffer) => block.fill(0xff, 124, 136)],
    ["a size beyond any file", (block: Buffer) => block.write("80ffffffffffffffffffffff", 124, "hex")],
    ["a size that is not octal", (block: Buffer) => block.write("9999999", 124, "latin1")],
    ["a size with a sign", (block: Buffer) => block.write("-0000000001", 124, "latin1")],
    ["another magic", (block: Buffer) => block.write("USTAR", 257, "latin1")],
    ["a negative uid", (block: Buffer) => block.fill(0xff, 108, 116)],
  ])("is refused with %s", (_, alter) => {
    const block = encoded(plain);
    alter(block);
    expect(thrownIds(() => decodeHeader(resealed(block)))).toEqual(malformed);
  });
});
