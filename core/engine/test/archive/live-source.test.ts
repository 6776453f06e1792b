import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect } from "vitest";
import type { IndexEntry } from "../../src/archive/entry.ts";
import { directoryTest } from "../scratch-directory.ts";
import { archived, entryOf } from "./archived.ts";
import { extracted } from "./extracted.ts";
import { MemorySink } from "./memory-sink.ts";
import { content } from "./sample-tree.ts";

const MiB = 1_048_576;

/** A sink during whose first commit, that of the first header, something happens. */
class EventfulSink extends MemorySink {
  #event: (() => void) | undefined;

  constructor(event: () => void) {
    super();
    this.#event = event;
  }

  override commit(length: number): void {
    super.commit(length);
    this.#event?.();
    this.#event = undefined;
  }
}

/** What is stored of one file to which something happens after it was opened and before it is read. */
function storedWhen(file: string, event: () => void): { entry: IndexEntry; bytes: Buffer } {
  const result = archived(file, {}, new EventfulSink(event));
  const target = `${file}.restored`;
  extracted(result.tar, target);
  return { entry: entryOf(result, file.slice(1)), bytes: readFileSync(join(target, file)) };
}

/** The entry of a file to which something happens before it is opened. */
function foundWhen(file: string, event: () => void): IndexEntry {
  const result = archived(join(file, ".."), { touching: (path) => path === file && event() });
  return entryOf(result, file.slice(1));
}

describe("a file that", () => {
  directoryTest("grows while it is read is stored at the size it had", ({ directory }) => {
    const file = join(directory, "log");
    writeFileSync(file, content(1000));
    const { entry, bytes } = storedWhen(file, () => appendFileSync(file, "more"));
    expect(entry).toMatchObject({ status: "changed", size: 1000 });
    expect(bytes.equals(content(1000))).toBe(true);
  });

  directoryTest("grows while its time stays is marked", ({ directory }) => {
    const file = join(directory, "log");
    writeFileSync(file, content(1000));
    utimesSync(file, 1_000_000_000, 1_000_000_000);
    const { entry } = storedWhen(file, () => {
      appendFileSync(file, "more");
      utimesSync(file, 1_000_000_000, 1_000_000_000);
    });
    expect(entry).toMatchObject({ status: "changed", size: 1000 });
  });

  directoryTest("shrinks while it is read is filled up with zeros", ({ directory }) => {
    const file = join(directory, "log");
    writeFileSync(file, content(5000));
    const { entry, bytes } = storedWhen(file, () => truncateSync(file, 100));
    expect(entry).toMatchObject({ status: "shrunk", size: 5000, reason: "100 of 5000 bytes were left" });
    expect(bytes.equals(Buffer.concat([content(5000).subarray(0, 100), Buffer.alloc(4900)]))).toBe(true);
  });

  directoryTest("becomes empty between two reads is filled up with zeros", ({ directory }) => {
    const file = join(directory, "large");
    writeFileSync(file, content(3 * MiB));
    const sink = new MemorySink(MiB);
    const touching = (): void => {
      if (sink.position > MiB) truncateSync(file, 0);
    };
    const entry = entryOf(archived(file, { touching }, sink), "large");
    expect(entry).toMatchObject({ status: "shrunk", size: 3 * MiB });
    expect(entry.length).toBeGreaterThan(3 * MiB);
  });

  directoryTest("is overwritten while it is read is marked", ({ directory }) => {
    const file = join(directory, "config");
    writeFileSync(file, "before");
    utimesSync(file, 1_000_000_000, 1_000_000_000);
    const { entry } = storedWhen(file, () => writeFileSync(file, "AFTER!"));
    expect(entry).toMatchObject({ status: "changed", size: 6, mtime: "1000000000.000000000" });
  });

  directoryTest("does not change is not marked", ({ directory }) => {
    const file = join(directory, "quiet");
    writeFileSync(file, content(70_000));
    const { entry, bytes } = storedWhen(file, () => readFileSync(file));
    expect(entry).toMatchObject({ status: "ok", size: 70_000 });
    expect(bytes.equals(content(70_000))).toBe(true);
  });

  directoryTest("is removed while it is read is stored", ({ directory }) => {
    const file = join(directory, "deleted");
    writeFileSync(file, content(70_000));
    const { entry, bytes } = storedWhen(file, () => rmSync(file));
    expect(entry.status).toBe("ok");
    expect(bytes.equals(content(70_000))).toBe(true);
  });

  directoryTest("vanishes before it is opened is told, and nothing stored", ({ directory }) => {
    const file = join(directory, "gone");
    writeFileSync(file, "");
    const entry = foundWhen(file, () => rmSync(file));
    expect(entry).toEqual({
      path: file.slice(1),
      type: "file",
      size: 0,
      status: "vanished",
      reason: "ENOENT",
    });
  });

  directoryTest("becomes a link before it is opened is stored as a link", ({ directory }) => {
    const file = join(directory, "exchanged");
    writeFileSync(file, "");
    const entry = foundWhen(file, () => {
      rmSync(file);
      symlinkSync("/etc/shadow", file);
    });
    expect(entry).toMatchObject({ type: "symlink", status: "ok", link: "/etc/shadow", size: 0 });
  });

  directoryTest.for<[string, (file: string) => void]>([
    ["a FIFO", (file) => execFileSync("mkfifo", [file])],
    ["a directory", (file) => mkdirSync(file)],
  ])("becomes %s before it is opened is not stored", ([, exchange], { directory }) => {
    const file = join(directory, "exchanged");
    writeFileSync(file, "");
    const entry = foundWhen(file, () => {
      rmSync(file);
      exchange(file);
    });
    expect(entry).toMatchObject({ type: "file", status: "vanished" });
    expect(entry.offset).toBeUndefined();
  });
});

describe("a directory that", () => {
  directoryTest("vanishes before it is entered is told", ({ directory }) => {
    const path = join(directory, "gone");
    mkdirSync(path);
    const entry = foundWhen(path, () => rmSync(path, { recursive: true }));
    expect(entry).toMatchObject({ type: "directory", status: "vanished", reason: "ENOENT" });
  });

  directoryTest("becomes a link before it is entered is not followed", ({ directory }) => {
    const path = join(directory, "exchanged");
    mkdirSync(path);
    const result = archived(directory, {
      touching: (touched) => {
        if (touched !== path) return;
        rmSync(path, { recursive: true });
        symlinkSync("/etc", path);
      },
    });
    expect(result.entries).toHaveLength(2);
    expect(entryOf(result, "/exchanged")).toMatchObject({ type: "directory", status: "vanished" });
  });
});

describe("what is not a file, a directory or a link", () => {
  directoryTest("is skipped and told, and never opened: a FIFO", ({ directory }) => {
    const path = join(directory, "fifo");
    execFileSync("mkfifo", ["-m", "600", path]);
    const entry = entryOf(archived(directory), "/fifo");
    expect(entry).toMatchObject({
      type: "fifo",
      status: "skipped",
      reason: "fifos are not stored",
      mode: 0o600,
    });
    expect(entry.offset).toBeUndefined();
  });

  directoryTest("is skipped and told: a socket", async ({ directory }) => {
    const server = createServer().listen(join(directory, "socket"));
    const { promise, resolve } = Promise.withResolvers<void>();
    server.once("listening", resolve);
    await promise;
    const entry = entryOf(archived(directory), "/socket");
    server.close();
    expect(entry).toMatchObject({ type: "socket", status: "skipped" });
  });

  directoryTest("is skipped and told: a device", () => {
    expect(entryOf(archived("/dev/null"), "dev/null")).toMatchObject({ type: "device", status: "skipped" });
  });
});

/** The loopback interface has no speed: the kernel lets the file be opened, and refuses to read it. */
const failingFile = "/sys/devices/virtual/net/lo/speed";
const hasFailingFile = statSync(failingFile, { throwIfNoEntry: false })?.size === 4096;

describe("a file that cannot be read to its end", () => {
  directoryTest.skipIf(!hasFailingFile)(
    "is filled up with zeros (needs the loopback interface in sysfs)",
    ({ directory }) => {
      const result = archived(failingFile);
      expect(entryOf(result, "lo/speed")).toMatchObject({
        status: "unreadable",
        reason: "EINVAL",
        size: 4096,
      });
      extracted(result.tar, directory);
      expect(readFileSync(join(directory, failingFile)).equals(Buffer.alloc(4096))).toBe(true);
    },
  );
});
