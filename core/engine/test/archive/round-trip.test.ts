import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { directoryTest } from "../scratch-directory.ts";
import { archived } from "./archived.ts";
import { extracted } from "./extracted.ts";
import { listingOf } from "./listing.ts";
import { MemorySink } from "./memory-sink.ts";
import { content, makeSampleTree } from "./sample-tree.ts";

const isRoot = process.getuid?.() === 0;

/** Archives a directory and extracts it elsewhere. @returns where it came to lie */
function roundTrip(source: string, options: Parameters<typeof extracted>[2] = {}): string {
  const target = join(source, "..", "target");
  expect(extracted(archived(source).tar, target, options).problems).toEqual([]);
  return join(target, source);
}

describe("a tree that is archived and restored", () => {
  directoryTest.for([512, 1000, 65_536, 10_000_000])(
    "comes back as it was, through slices of %i bytes",
    (sliceSize, { directory }) => {
      const source = join(directory, "source");
      const target = join(directory, "target");
      mkdirSync(source);
      makeSampleTree(source);
      const { tar } = archived(source, {}, new MemorySink(sliceSize));
      const summary = extracted(tar, target, { keepSpecialModes: true });
      expect(summary.problems).toEqual([]);
      expect(listingOf(join(target, source))).toEqual(listingOf(source));
    },
  );

  directoryTest("comes back over itself", ({ directory }) => {
    const source = join(directory, "source");
    mkdirSync(source);
    makeSampleTree(source);
    const { tar } = archived(source);
    const target = join(directory, "target");
    extracted(tar, target);
    const once = listingOf(join(target, source));
    expect(extracted(tar, target).problems).toEqual([]);
    expect(listingOf(join(target, source))).toEqual(once);
  });

  directoryTest("is counted", ({ directory }) => {
    mkdirSync(join(directory, "a"));
    writeFileSync(join(directory, "a", "file"), content(1000));
    symlinkSync("a/file", join(directory, "inside"));
    symlinkSync("/etc/passwd", join(directory, "outside"));
    const summary = extracted(archived(directory).tar, join(directory, "target"));
    expect(summary).toEqual({
      files: 1,
      directories: 2,
      links: 2,
      bytes: 1000,
      linksOutside: 1,
      problemCount: 0,
      problems: [],
    });
  });

  directoryTest("keeps times to the microsecond", ({ directory }) => {
    const source = join(directory, "source");
    mkdirSync(source);
    writeFileSync(join(source, "file"), "");
    utimesSync(join(source, "file"), 1_700_000_000.123_456, 1_700_000_000.123_456);
    const restored = roundTrip(source);
    for (const name of ["", "file"]) {
      const before = statSync(join(source, name), { bigint: true }).mtimeNs;
      const after = statSync(join(restored, name), { bigint: true }).mtimeNs;
      expect(Math.abs(Number(after - before))).toBeLessThan(1000);
    }
  });

  directoryTest("loses setuid, setgid and sticky unless they are asked for", ({ directory }) => {
    const source = join(directory, "source");
    mkdirSync(source);
    const modes = { file: 0o6755, directory: 0o3775 };
    writeFileSync(join(source, "file"), "");
    mkdirSync(join(source, "directory"));
    for (const [name, mode] of Object.entries(modes)) chmodSync(join(source, name), mode);
    const restored = roundTrip(source);
    for (const [name, mode] of Object.entries(modes)) {
      expect(statSync(join(restored, name)).mode & 0o7777).toBe(mode & 0o777);
    }
    const kept = roundTrip(source, { keepSpecialModes: true });
    for (const [name, mode] of Object.entries(modes)) {
      expect(statSync(join(kept, name)).mode & 0o7777).toBe(mode);
    }
  });

  directoryTest.skipIf(!isRoot)(
    "gets its owners back, by name or by number, when root asks for it (needs root)",
    ({ directory }) => {
      const source = join(directory, "source");
      mkdirSync(source);
      writeFileSync(join(source, "file"), "");
      symlinkSync("file", join(source, "link"));
      chownSync(join(source, "file"), 65_534, 4_000_000_000);
      chmodSync(join(source, "file"), 0o4755);
      const kept = roundTrip(source, { owners: "by-name", keepSpecialModes: true });
      const { uid, gid, mode } = lstatSync(join(kept, "file"));
      expect([uid, gid, mode & 0o7777]).toEqual([65_534, 4_000_000_000, 0o4755]);
      const plain = roundTrip(source, { owners: false });
      expect(lstatSync(join(plain, "file")).uid).toBe(0);
    },
  );

  directoryTest("has its zeros back as holes", ({ directory }) => {
    const source = join(directory, "source");
    mkdirSync(source);
    const size = 64 * 1_048_576 + 77;
    const island = content(5000);
    writeFileSync(join(source, "ends in data"), island);
    truncateSync(join(source, "ends in data"), size);
    writeFileSync(join(source, "ends in data"), island, { flag: "a" });
    writeFileSync(join(source, "ends in a hole"), island);
    truncateSync(join(source, "ends in a hole"), size);
    const restored = roundTrip(source);
    for (const name of ["ends in data", "ends in a hole"]) {
      const before = readFileSync(join(source, name));
      expect(readFileSync(join(restored, name)).equals(before)).toBe(true);
      expect(statSync(join(restored, name)).blocks * 512).toBeLessThan(1_048_576);
    }
  });

  directoryTest("may be a single file, or a link, which is not followed", ({ directory }) => {
    writeFileSync(join(directory, "file"), "content");
    symlinkSync("file", join(directory, "link"));
    const target = join(directory, "target");
    extracted(archived(join(directory, "file")).tar, target);
    extracted(archived(join(directory, "link")).tar, target);
    expect(readFileSync(join(target, directory, "file"), "utf8")).toBe("content");
    expect(lstatSync(join(target, directory, "link")).isSymbolicLink()).toBe(true);
  });
});
