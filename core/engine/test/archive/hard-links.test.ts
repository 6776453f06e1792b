import type { BigIntStats } from "node:fs";
import { describe, expect, test } from "vitest";
import { HardLinks } from "../../src/archive/hard-links.ts";
import type { ByteString } from "../../src/parts/byte-string.ts";

const statsOf = (ino: number, nlink: number): BigIntStats =>
  ({ dev: 1n, ino: BigInt(ino), nlink: BigInt(nlink) }) as BigIntStats;
const name = "first" as ByteString;

describe("the table of hard links", () => {
  test("knows files with several names by device and inode", () => {
    const links = new HardLinks();
    links.add(statsOf(1, 3), name);
    expect(links.find(statsOf(1, 3))).toBe(name);
    expect(links.find(statsOf(2, 3))).toBeUndefined();
    expect(links.find({ ...statsOf(1, 3), dev: 2n })).toBeUndefined();
  });

  test("does not keep files with one name, nor those all of whose names have come", () => {
    const links = new HardLinks();
    links.add(statsOf(1, 1), name);
    expect(links.find(statsOf(1, 2))).toBeUndefined();
    links.add(statsOf(2, 2), name);
    expect(links.find(statsOf(2, 2))).toBe(name);
    expect(links.find(statsOf(2, 2))).toBeUndefined();
  });

  test("stays bounded, and lets further files be stored again", () => {
    const links = new HardLinks();
    for (let ino = 0; ino < 100_001; ino++) links.add(statsOf(ino, 2), name);
    expect(links.find(statsOf(100_000, 2))).toBeUndefined();
    expect(links.find(statsOf(99_999, 2))).toBe(name);
    links.add(statsOf(200_000, 2), name);
    expect(links.find(statsOf(200_000, 2))).toBe(name);
  });
});
