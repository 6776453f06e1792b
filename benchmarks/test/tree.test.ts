import { createHash } from "node:crypto";
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { files, type TreeSpec } from "../trees/tree-spec.ts";
import { writeTree } from "../trees/write-tree.ts";

const spec: TreeSpec = {
  name: "some",
  groups: [
    { count: 250, smallest: 100, largest: 10_000 },
    { count: 4, smallest: 1_500_000, largest: 1_500_000 },
  ],
};

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "holdfast-tree-"));
});
afterEach(() => rmSync(parent, { recursive: true }));

function pathsIn(directory: string): string[] {
  const paths = readdirSync(directory, { recursive: true, encoding: "utf8" }).toSorted();
  return paths.filter((path) => statSync(join(directory, path)).isFile());
}

function digest(directory: string): string {
  const hash = createHash("sha256");
  for (const path of pathsIn(directory)) hash.update(path).update(readFileSync(join(directory, path)));
  return hash.digest("hex");
}

test("a seed and a specification give one tree", () => {
  const one = writeTree(spec, "seed", join(parent, "one"));
  const same = writeTree(spec, "seed", join(parent, "same"));
  const other = writeTree(spec, "another seed", join(parent, "other"));
  expect(digest(same.directory)).toBe(digest(one.directory));
  expect(digest(other.directory)).not.toBe(digest(one.directory));
});

test("a tree has the files and bytes that it says", () => {
  const { directory, ...said } = writeTree(spec, "seed", parent);
  const sizes = pathsIn(directory).map((path) => statSync(join(directory, path)).size);
  expect(said).toMatchObject({ files: 254, bytes: sizes.reduce((sum, size) => sum + size, 0) });
  expect(sizes).toHaveLength(254);
  expect(sizes.filter((size) => size === 1_500_000)).toHaveLength(4);
  expect(sizes.filter((size) => size < 1000).length).toBeGreaterThan(90);
  expect(sizes.filter((size) => size < 1000).length).toBeLessThan(160);
});

test("a tree is used again, unless seed or specification differ", () => {
  const first = writeTree(spec, "seed", parent);
  const [file = ""] = pathsIn(first.directory);
  appendFileSync(join(first.directory, file), "left as it is");
  const used = digest(first.directory);
  expect(writeTree(spec, "seed", parent)).toEqual(first);
  expect(digest(first.directory)).toBe(used);
  writeTree(spec, "another seed", parent);
  expect(digest(first.directory)).not.toBe(used);
});

test("only its random files do not compress", () => {
  const { directory } = writeTree(files(8, 4_000_000), "seed", parent);
  for (const path of pathsIn(directory)) {
    const bytes = readFileSync(join(directory, path));
    const ratio = bytes.length / zstdCompressSync(bytes).length;
    expect(ratio).toBeGreaterThan(path.endsWith(".random") ? 0.99 : 1.5);
    expect(ratio).toBeLessThan(path.endsWith(".random") ? 1.01 : 5);
  }
});

test("deduplication finds next to nothing", () => {
  const { directory } = writeTree(files(2, 40_000_000), "seed", parent);
  const sizes = new Map<string, number>();
  let all = 0;
  for (const path of pathsIn(directory)) {
    for (const chunk of contentDefinedChunks(readFileSync(join(directory, path)))) {
      sizes.set(createHash("sha256").update(chunk).digest("hex"), chunk.length);
      all += chunk.length;
    }
  }
  const distinct = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  expect(distinct / all).toBeGreaterThan(0.99);
});

/** Chunks of 8 KiB at least and about 24 KiB, which end where the last 32 bytes have a certain hash. */
function* contentDefinedChunks(bytes: Uint8Array): Generator<Uint8Array> {
  const gear = Array.from({ length: 256 }, (_, byte) => Math.imul(byte + 1, 0x9e3779b1));
  let start = 0;
  let hash = 0;
  for (const [at, byte] of bytes.entries()) {
    hash = ((hash << 1) + (gear[byte] ?? 0)) | 0;
    if (at - start < 8192 || hash >>> 18 !== 0) continue;
    yield bytes.subarray(start, at);
    start = at;
  }
  yield bytes.subarray(start);
}
