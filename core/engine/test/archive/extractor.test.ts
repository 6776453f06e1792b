import { execFileSync } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describeWith } from "@holdfast/testservers";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import type { ExtractSummary } from "../../src/archive/extraction.ts";
import { directoryTest } from "../scratch-directory.ts";
import { SmallDisk } from "../state/small-disk.ts";
import { thrownIds } from "../thrown-ids.ts";
import { extracted, problemIds } from "./extracted.ts";
import { listingOf } from "./listing.ts";
import { tarOf } from "./tar-of.ts";

const program = fileURLToPath(new URL("children/extract.ts", import.meta.url));

/** Extracts in a process whose files cannot grow beyond so many blocks of 512 bytes. */
function extractedWithLimit(blocks: number, tar: Uint8Array, target: string): ExtractSummary {
  const command = `ulimit -f ${blocks}; exec "$0" --conditions=@holdfast/source "$1" "$2"`;
  const stdout = execFileSync("sh", ["-c", command, process.execPath, program, target], { input: tar });
  return JSON.parse(stdout.toString()) as ExtractSummary;
}

const mode = (path: string): number => lstatSync(path).mode & 0o7777;

describe("extracting an archive", () => {
  directoryTest(
    "makes the target, and directories that have no entry for their maker only",
    ({ directory }) => {
      const target = join(directory, "new", "target");
      extracted(tarOf({ name: "a/b/file", content: "x", mode: 0o666 }), target);
      expect(["", "a", "a/b"].map((name) => mode(join(target, name)))).toEqual([0o700, 0o700, 0o700]);
      expect(mode(join(target, "a/b/file"))).toBe(0o666);
    },
  );

  directoryTest("lets the last of several entries with one name win", ({ directory }) => {
    const tar = tarOf(
      { name: "a", content: "first, and longer", mode: 0o600 },
      { name: "a", content: "second" },
      { name: "b", type: "directory" },
      { name: "b", content: "file" },
      { name: "c", content: "file" },
      { name: "c", type: "directory", mode: 0o711 },
      { name: "d", type: "symlink", link: "a" },
      { name: "d", content: "no longer a link" },
      { name: "e", content: "file" },
      { name: "e", type: "symlink", link: "a" },
    );
    expect(extracted(tar, directory).problems).toEqual([]);
    expect(readFileSync(join(directory, "a"), "utf8")).toBe("second");
    expect(readFileSync(join(directory, "b"), "utf8")).toBe("file");
    expect(mode(join(directory, "c"))).toBe(0o711);
    expect(readFileSync(join(directory, "d"), "utf8")).toBe("no longer a link");
    expect(lstatSync(join(directory, "e")).isSymbolicLink()).toBe(true);
  });

  directoryTest("does not write into a file that has other names", ({ directory }) => {
    const tar = tarOf(
      { name: "a", content: "1" },
      { name: "b", type: "hardlink", link: "a" },
      { name: "a", content: "2" },
    );
    extracted(tar, directory);
    expect(["a", "b"].map((name) => readFileSync(join(directory, name), "utf8"))).toEqual(["2", "1"]);
  });

  directoryTest("keeps a file that is linked to itself", ({ directory }) => {
    const tar = tarOf({ name: "a", content: "kept" }, { name: "a", type: "hardlink", link: "./a" });
    expect(problemIds(extracted(tar, directory))).toEqual(["holdfast.archive.hard-link-refused"]);
    expect(readFileSync(join(directory, "a"), "utf8")).toBe("kept");
  });

  directoryTest("removes what it wrote of a file that is refused midway, and goes on", ({ directory }) => {
    const tar = tarOf(
      { name: "a", content: "x" },
      { name: "large", content: "x".repeat(100_000) },
      { name: "z" },
    );
    const summary = extractedWithLimit(64, tar, join(directory, "target"));
    expect(summary.problems.map(({ message }) => message.args)).toEqual([["large", "EFBIG"]]);
    expect(readdirSync(join(directory, "target")).toSorted()).toEqual(["a", "z"]);
  });

  directoryTest("gives a directory its mode and time when all in it is there", ({ directory }) => {
    const tar = tarOf(
      { name: "d", type: "directory", mode: 0o500 },
      { name: "d/e", type: "directory", mode: 0o555 },
      { name: "d/e/file" },
      { name: "d/file" },
      { name: "f" },
    );
    extracted(tar, directory);
    for (const name of ["d", "d/e"]) expect(statSync(join(directory, name)).mtimeMs).toBe(1_700_000_000_000);
    expect([mode(join(directory, "d")), mode(join(directory, "d/e"))]).toEqual([0o500, 0o555]);
  });

  directoryTest("gives the target itself the root's mode when the root was archived", ({ directory }) => {
    extracted(tarOf({ name: ".", type: "directory", mode: 0o751 }, { name: "./file" }), directory);
    expect(mode(directory)).toBe(0o751);
    expect(readdirSync(directory)).toEqual(["file"]);
  });

  directoryTest("keeps what is in the way of nothing", ({ directory }) => {
    writeFileSync(join(directory, "other"), "kept");
    mkdirSync(join(directory, "full"));
    writeFileSync(join(directory, "full", "file"), "kept");
    const summary = extracted(tarOf({ name: "full", content: "x" }), directory);
    expect(problemIds(summary)).toEqual(["holdfast.archive.directory-in-the-way"]);
    expect(summary.problems[0]?.path).toBe("full");
    expect(readFileSync(join(directory, "full", "file"), "utf8")).toBe("kept");
    expect(readFileSync(join(directory, "other"), "utf8")).toBe("kept");
  });

  directoryTest("goes on after an entry that the file system refuses", ({ directory }) => {
    const tar = tarOf(
      { name: "n".repeat(256), content: "x" },
      { name: "empty link", type: "symlink" },
      { name: "a" },
    );
    const summary = extracted(tar, directory);
    expect(summary.problems.map(({ message }) => message.args[1])).toEqual(["ENAMETOOLONG", "ENOENT"]);
    expect(readdirSync(directory)).toEqual(["a"]);
  });

  directoryTest("counts all problems, and keeps the first thousand", ({ directory }) => {
    const members = Array.from({ length: 1500 }, (_, index) => ({ name: `../${index}` }));
    const { problems, problemCount } = extracted(tarOf(...members), directory);
    expect([problems.length, problemCount, problems.at(-1)?.path]).toEqual([1000, 1500, "../999"]);
  });

  directoryTest("ends when the target cannot be made", ({ directory }) => {
    writeFileSync(join(directory, "file"), "");
    expect(thrownIds(() => extracted(tarOf(), join(directory, "file", "target")))).toEqual([
      "holdfast.archive.target-failed",
    ]);
  });
});

describe("an archive that is damaged", () => {
  const tar = tarOf(
    { name: "d", type: "directory" },
    { name: "d/first", content: "first" },
    { name: "l", type: "symlink", link: "d" },
    { name: "second", content: "second ".repeat(200) },
  );

  directoryTest("leaves whole files only when it is cut", ({ directory }) => {
    for (let size = 0; size < tar.length; size += 64) {
      const target = join(directory, String(size));
      expect(thrownIds(() => extracted(tar.subarray(0, size), target))).toEqual([
        "holdfast.archive.truncated-tar",
      ]);
      for (const name of ["d/first", "second"]) {
        const path = join(target, name);
        if (existsSync(path)) expect(tar.includes(readFileSync(path)) && statSync(path).size > 0).toBe(true);
      }
    }
  });

  directoryTest("is refused or restored, and nothing is written beside the target", ({ directory }) => {
    const target = join(directory, "target");
    const flips = fc.array(fc.nat({ max: tar.length * 8 - 1 }), { minLength: 1, maxLength: 4 });
    const known = [[], ["holdfast.archive.malformed-tar"], ["holdfast.archive.truncated-tar"]];
    fc.assert(
      fc.property(flips, (bits) => {
        const damaged = Buffer.from(tar);
        for (const bit of bits) damaged[bit >> 3]! ^= 1 << (bit & 7);
        expect(known).toContainEqual(thrownIds(() => extracted(damaged, target)));
        expect(readdirSync(directory)).toEqual(["target"]);
      }),
      { numRuns: 500 },
    );
  });
});

await describeWith(
  { describe, test, afterAll },
  "a target of 1 MiB",
  () => SmallDisk.mount(),
  (disk) => {
    test("that is full ends the work, and keeps no part of a file", () => {
      const tar = tarOf(
        { name: "small", content: "x" },
        { name: "large", content: "x".repeat(2 ** 21) },
        { name: "c" },
      );
      expect(thrownIds(() => extracted(tar, disk.directory))).toEqual(["holdfast.archive.no-space"]);
      expect(readdirSync(disk.directory)).toEqual(["small"]);
    });

    test("that is read-only ends the work", () => {
      const before = listingOf(disk.directory);
      disk.setReadOnly(true);
      expect(thrownIds(() => extracted(tarOf({ name: "a" }), disk.directory))).toEqual([
        "holdfast.archive.target-failed",
      ]);
      disk.setReadOnly(false);
      expect(listingOf(disk.directory)).toEqual(before);
    });
  },
);
