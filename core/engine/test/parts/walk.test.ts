import { chmodSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeWith } from "@holdfast/testservers";
import { afterAll, describe, expect, test } from "vitest";
import { byteStringOf, type ByteString, fsPath } from "../../src/parts/byte-string.ts";
import { directoryPart, filesPart, type TreePart } from "../../src/parts/tree-part.ts";
import { type WalkedEntry, walkTree } from "../../src/parts/walk.ts";
import { directoryTest } from "../scratch-directory.ts";
import { SmallDisk } from "../state/small-disk.ts";
import { thrownIds } from "../thrown-ids.ts";

const walk = (part: TreePart): WalkedEntry[] => [...walkTree(part, () => {})];
const walkDirectory = (root: string, options: Partial<TreePart> = {}): WalkedEntry[] =>
  walk(directoryPart({ ...options, id: "test", roots: [root] }));

/** What was found, relative to a directory, in alphabetical order. */
function namesIn(directory: string, entries: readonly WalkedEntry[]): string[] {
  return entries.map(({ path }) => path.slice(directory.length)).toSorted();
}

function makeTree(directory: string): void {
  mkdirSync(join(directory, "a", "b", "c"), { recursive: true });
  for (const name of ["a/1", "a/b/2", "a/b/c/3", "4"]) writeFileSync(join(directory, name), "");
}

describe("walking a tree", () => {
  directoryTest("finds everything, each directory before its content", ({ directory }) => {
    makeTree(directory);
    const entries = walkDirectory(directory);
    expect(namesIn(directory, entries)).toEqual([
      "",
      "/4",
      "/a",
      "/a/1",
      "/a/b",
      "/a/b/2",
      "/a/b/c",
      "/a/b/c/3",
    ]);
    const seen = new Set<string>();
    for (const { path, type, stats, obstacle } of entries) {
      if (path !== directory) expect(seen).toContain(path.slice(0, path.lastIndexOf("/")));
      if (type === "directory") seen.add(path);
      expect([stats !== undefined, obstacle]).toEqual([type === "directory", undefined]);
    }
  });

  directoryTest("keeps the content of a directory together", ({ directory }) => {
    makeTree(directory);
    const paths = walkDirectory(directory).map(({ path }) => path.slice(directory.length));
    const inside = paths.map((path) => path.startsWith("/a/b"));
    expect(inside.lastIndexOf(true) - inside.indexOf(true) + 1).toBe(4);
  });

  directoryTest("finds more names than are read at once", ({ directory }) => {
    const names = Array.from({ length: 2500 }, (_, index) => `/${index}`);
    for (const name of names) writeFileSync(directory + name, "");
    expect(namesIn(directory, walkDirectory(directory))).toEqual(["", ...names].toSorted());
  });

  directoryTest("finds names of any bytes", ({ directory }) => {
    const names = ["/\xff", "/\xe9t\xe9", byteStringOf("/été"), "/a\nb", `/${"\x80".repeat(255)}`];
    for (const name of names) writeFileSync(fsPath((byteStringOf(directory) + name) as ByteString), "");
    mkdirSync(fsPath(`${byteStringOf(directory)}/\xfe` as ByteString));
    writeFileSync(fsPath(`${byteStringOf(directory)}/\xfe/x` as ByteString), "");
    expect(namesIn(directory, walkDirectory(directory))).toEqual(
      ["", ...names, "/\xfe", "/\xfe/x"].toSorted(),
    );
  });

  directoryTest("goes as deep as paths can be, with few open files", ({ directory }) => {
    const depth = 1000;
    let path = directory;
    for (let level = 0; level < depth; level++) mkdirSync((path += "/d"));
    let most = 0;
    let found = 0;
    for (const _ of walkTree(directoryPart({ id: "test", roots: [directory] }), () => {})) {
      found++;
      if (found % 100 === 0) most = Math.max(most, readdirSync("/proc/self/fd").length);
    }
    expect(found).toBe(depth + 1);
    expect(most).toBeLessThan(200);
  });

  directoryTest("closes what it has open when it is left early", ({ directory }) => {
    for (let index = 0; index < 1100; index++) writeFileSync(join(directory, `${index}`), "");
    const before = readdirSync("/proc/self/fd").length;
    for (const { type } of walkTree(directoryPart({ id: "test", roots: [directory] }), () => {})) {
      if (type === "file") break;
    }
    expect(readdirSync("/proc/self/fd").length).toBe(before);
  });

  directoryTest("does not follow links, not even as a root", ({ directory }) => {
    makeTree(directory);
    symlinkSync("a", join(directory, "link"));
    expect(walkDirectory(join(directory, "link"))).toEqual([
      { path: join(directory, "link"), type: "symlink" },
    ]);
    expect(namesIn(directory, walkDirectory(directory))).toHaveLength(9);
  });

  directoryTest("walks several roots, one in another just once", ({ directory }) => {
    makeTree(directory);
    const roots = ["", "/a/b", "/4"].map((name) => directory + name);
    const entries = walk(directoryPart({ id: "test", roots }));
    expect(namesIn(directory, entries)).toEqual(namesIn(directory, walkDirectory(directory)));
    expect(entries[0]?.path).toBe(join(directory, "a/b"));
  });

  directoryTest("leaves out names and paths with all that lies in them", ({ directory }) => {
    makeTree(directory);
    mkdirSync(join(directory, "c"));
    expect(namesIn(directory, walkDirectory(directory, { exclude: ["c"] }))).toEqual([
      "",
      "/4",
      "/a",
      "/a/1",
      "/a/b",
      "/a/b/2",
    ]);
    expect(namesIn(directory, walkDirectory(directory, { exclude: [`${directory}/a/`, "4", "1"] }))).toEqual([
      "",
      "/c",
    ]);
  });

  directoryTest("takes a list of files", ({ directory }) => {
    makeTree(directory);
    const files = ["/a/1", "/4"].map((name) => directory + name);
    expect(walk(filesPart({ id: "test", files })).map(({ path, type }) => [path, type])).toEqual(
      files.map((path) => [path, "file"]),
    );
  });

  directoryTest("finds nothing when one of the roots is missing", ({ directory }) => {
    const roots = [directory, join(directory, "missing")];
    const steps = walkTree(directoryPart({ id: "test", roots }), () => {});
    expect(thrownIds(() => steps.next())).toEqual(["holdfast.parts.root-missing"]);
  });

  directoryTest("tells of a directory that vanishes, and goes on", ({ directory }) => {
    makeTree(directory);
    const touching = (path: ByteString): void => {
      if (path.endsWith("/b")) rmSync(path, { recursive: true });
    };
    const entries = [...walkTree(directoryPart({ id: "test", roots: [directory] }), touching)];
    const vanished = entries.find(({ path }) => path.endsWith("/b"));
    expect(vanished).toMatchObject({ obstacle: { status: "vanished", reason: "ENOENT" } });
    expect(vanished?.stats).toBeUndefined();
    expect(namesIn(directory, entries)).toEqual(["", "/4", "/a", "/a/1", "/a/b"]);
  });

  directoryTest.skipIf(process.getuid?.() === 0)(
    "tells of a directory that may not be read, and goes on (not as root)",
    ({ directory }) => {
      makeTree(directory);
      chmodSync(join(directory, "a"), 0);
      expect(walkDirectory(directory).find(({ path }) => path.endsWith("/a"))).toMatchObject({
        obstacle: { status: "unreadable", reason: "EACCES" },
      });
    },
  );
});

await describeWith(
  { describe, test, afterAll },
  "another file system in a tree",
  () => SmallDisk.mount(),
  (disk) => {
    writeFileSync(join(disk.directory, "file"), "");
    const outer = join(disk.directory, "..");
    const exclude = readdirSync(outer).filter((name) => join(outer, name) !== disk.directory);

    /** What is found of the disk from the directory around it, in which others may be at work. */
    const walkAround = (crossFileSystems: boolean): WalkedEntry[] =>
      walkDirectory(outer, { exclude, crossFileSystems }).filter(({ path }) =>
        path.startsWith(disk.directory),
      );

    test("is not entered", () => {
      const [root, ...others] = walkAround(false);
      expect(root).toMatchObject({
        path: disk.directory,
        type: "directory",
        obstacle: { status: "skipped", reason: "another file system" },
      });
      expect(root?.stats).toBeDefined();
      expect(others).toEqual([]);
    });

    test("is entered when that is wanted, or when it is a root", () => {
      for (const found of [walkAround(true), walkDirectory(disk.directory)]) {
        expect(found.map(({ path }) => path)).toEqual([disk.directory, join(disk.directory, "file")]);
      }
    });
  },
);
