import { existsSync, mkdirSync, readdirSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { nameOf } from "../../src/archive/entry-names.ts";
import { parseIndexLine } from "../../src/archive/index-line.ts";
import { ReadingCancelled } from "../../src/parts/reading-cancelled.ts";
import { thrownIds } from "../thrown-ids.ts";
import { directoryTest } from "../scratch-directory.ts";
import { archived, entryOf } from "./archived.ts";
import { listingOf } from "./listing.ts";
import { MemorySink } from "./memory-sink.ts";
import { content, makeSampleTree } from "./sample-tree.ts";
import { membersOf } from "./tar/recorder.ts";
import { end } from "./tar-of.ts";

describe("archiving a tree", () => {
  directoryTest(
    "reports every entry, where its records lie, and in the index's wire form",
    ({ directory }) => {
      makeSampleTree(directory);
      const { tar, entries } = archived(directory);
      const found = Object.keys(listingOf(directory)).map((name) => `${directory.slice(1)}${name}`);
      expect(entries.map(nameOf).toSorted()).toEqual(found.toSorted());
      let next = 0;
      for (const entry of entries) {
        expect(entry.offset).toBe(next);
        next = entry.offset! + entry.length!;
        const [member, ...others] = membersOf(Buffer.concat([tar.subarray(entry.offset, next), end]));
        expect(others).toEqual([]);
        expect(member).toMatchObject({
          type: entry.type,
          name: nameOf(entry),
          size: entry.size,
          mode: entry.mode,
        });
        expect(parseIndexLine(JSON.stringify(entry))).toEqual(entry);
      }
      expect(tar.length).toBe(next + end.length);
    },
  );

  directoryTest("stores a file with several names once", ({ directory }) => {
    makeSampleTree(directory);
    const group = archived(directory).entries.filter(
      (entry) => entry.type === "hardlink" || /size-513$|hard link$/.test(entry.path ?? ""),
    );
    expect(group.map(({ type }) => type)).toEqual(["file", "hardlink", "hardlink"]);
    expect(group.map(({ link }) => link).slice(1)).toEqual([group[0]!.path, group[0]!.path]);
    expect(group.map(({ size }) => size)).toEqual([513, 0, 0]);
  });

  directoryTest("names owner and group where the system does", ({ directory }) => {
    const { uid, gid, user, group } = entryOf(archived(directory), directory.slice(1));
    expect([uid, gid]).toEqual([process.getuid!(), process.getgid!()]);
    if (uid === 0) expect([user, group]).toEqual(["root", "root"]);
  });

  directoryTest("gives a sign of life before each file and each further MiB of it", ({ directory }) => {
    const file = join(directory, "large");
    writeFileSync(file, content(5 * 1_048_576 + 1));
    let touched = 0;
    const touching = (path: string): void => {
      if (path === file) touched++;
    };
    archived(directory, { touching }, new MemorySink(16 * 1_048_576));
    expect(touched).toBe(6);
  });

  directoryTest("ends in the middle of a file when it is cancelled", ({ directory }) => {
    writeFileSync(join(directory, "large"), content(5 * 1_048_576));
    const sink = new MemorySink();
    const cancelled = (): boolean => sink.position > 2 * 1_048_576;
    expect(() => archived(directory, { cancelled }, sink)).toThrow(ReadingCancelled);
    expect(sink.position).toBeLessThan(3.2 * 1_048_576);
    expect(openFiles()).not.toContain(join(directory, "large"));
  });

  directoryTest("ends with the error of the sink, and closes its files", ({ directory }) => {
    mkdirSync(join(directory, "sub"));
    writeFileSync(join(directory, "sub", "file"), content(1_000_000));
    const stopped = new Error("stopped");
    class StoppedSink extends MemorySink {
      override room(): Uint8Array {
        if (this.position > 500_000) throw stopped;
        return super.room();
      }
    }
    expect(() => archived(directory, {}, new StoppedSink())).toThrow(stopped);
    expect(openFiles().filter((path) => path.startsWith(directory))).toEqual([]);
  });

  directoryTest("is refused before the first byte when a root is missing", ({ directory }) => {
    const sink = new MemorySink();
    const missing = join(directory, "missing");
    expect(thrownIds(() => archived(missing, {}, sink))).toEqual(["holdfast.parts.root-missing"]);
    expect(sink.position).toBe(0);
  });
});

/** What the process has open, where the system tells. */
function openFiles(): string[] {
  if (!existsSync("/proc/self/fd")) return [];
  return readdirSync("/proc/self/fd").flatMap((fd) => {
    try {
      return [readlinkSync(join("/proc/self/fd", fd))];
    } catch {
      return [];
    }
  });
}
