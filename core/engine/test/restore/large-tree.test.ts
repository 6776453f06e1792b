import {
  closeSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { directoryPart } from "@holdfast/core";
import { expect } from "vitest";
import { listingOf } from "../archive/listing.ts";
import { content, makeSampleTree } from "../archive/sample-tree.ts";
import { jobTest, success } from "../backup/job-test.ts";

const smallFiles = 100_000;
const filesPerDirectory = 500;
// Exact as a number, whatever Node does to nanoseconds.
const wholeSecond = 1_750_000_000;
const gibibyte = 2 ** 30;
const islands = [0, 3 * gibibyte + 12_345, 9 * gibibyte - 5000];

/** A file of 9 GiB in which little else than holes is. */
function makeSparseFile(path: string): void {
  const fd = openSync(path, "w");
  ftruncateSync(fd, 9 * gibibyte);
  for (const offset of islands) writeSync(fd, content(4321), 0, 4321, offset);
  closeSync(fd);
}

function islandsOf(path: string): Buffer[] {
  const fd = openSync(path, "r");
  const found = islands.map((offset) => {
    const bytes = Buffer.alloc(4321);
    readSync(fd, bytes, 0, bytes.length, offset);
    return bytes;
  });
  closeSync(fd);
  return found;
}

jobTest(
  "a tree with 100,000 files, odd names and links, and a file of 9 GiB comes back identical",
  { tags: ["slow"], timeout: 600_000 },
  async ({ directory, makeCore, escrow }) => {
    const source = join(directory, "source");
    mkdirSync(join(source, "odd"), { recursive: true });
    makeSampleTree(join(source, "odd"));
    for (let index = 0; index < smallFiles; index++) {
      const parent = join(source, "small", String(Math.floor(index / filesPerDirectory)));
      if (index % filesPerDirectory === 0) mkdirSync(parent, { recursive: true });
      const path = join(parent, `file-${index}`);
      writeFileSync(path, `content of file ${index}\n`);
      utimesSync(path, wholeSecond, wholeSecond);
    }
    for (const parent of readdirSync(join(source, "small"))) {
      utimesSync(join(source, "small", parent), wholeSecond, wholeSecond);
    }
    for (const parent of [join(source, "small"), source]) utimesSync(parent, wholeSecond, wholeSecond);
    mkdirSync(join(directory, "sparse"));
    const sparse = join(directory, "sparse/nine-gibibytes");
    makeSparseFile(sparse);
    utimesSync(sparse, wholeSecond, wholeSecond);

    const parts = [directoryPart({ id: "common", roots: [source, join(directory, "sparse")] })];
    const core = makeCore({ parts, settings: { pipeline: {}, transfer: {} } });
    const location = { location: `file://${directory}/location` };
    await success(core.backUp({ location, recipients: [escrow.recipient.toString()] }));
    const target = join(directory, "target");
    const key = { identities: [escrow.toText()] };
    await success(core.restore({ location, archive: "latest", key, target, keepSpecialModes: true }));

    const [original, restoredTree] = [listingOf(source), listingOf(join(target, source))];
    const differing = Object.keys({ ...original, ...restoredTree }).filter(
      (name) => original[name] !== restoredTree[name],
    );
    expect(differing).toEqual([]);
    const restored = join(target, sparse);
    const [before, after] = [lstatSync(sparse), lstatSync(restored)];
    expect([after.size, after.mtimeMs]).toEqual([before.size, before.mtimeMs]);
    expect(after.blocks, "holes are holes again").toBeLessThan(1000);
    expect(islandsOf(restored)).toEqual(islandsOf(sparse));
  },
);
