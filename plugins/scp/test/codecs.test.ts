import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAvailable, parseEntry } from "../src/protocol/command-output.ts";
import { encodeFileHeader, parseFileHeader } from "../src/protocol/file-header.ts";

describe("the header of a file", () => {
  test("is what scp expects", () => {
    expect(encodeFileHeader(5, "volume")).toBe("C0600 5 volume\n");
  });

  test("comes back with its size", () => {
    const name = fc.stringMatching(/^[^/\n]+$/);
    fc.assert(
      fc.property(fc.maxSafeNat(), name, (size, each) => {
        const [start, ...line] = encodeFileHeader(size, each).slice(0, -1);
        expect(start).toBe("C");
        expect(parseFileHeader(line.join(""))).toEqual({ size });
      }),
    );
  });

  test.each([
    "0644 -1 name",
    "0644 9007199254740992 name",
    "0644 99999999999999999999 name",
    "0644 1e3 name",
    "644 5 name",
    "0644 5",
    "0644 5 ../name",
    " 0644 5 name",
    "",
  ])("%j is none", (line) => {
    expect(parseFileHeader(line)).toBeUndefined();
  });

  test("of any text is a size or none", () => {
    fc.assert(
      fc.property(fc.string(), (line) => {
        const size = parseFileHeader(line)?.size ?? 0;
        expect(Number.isSafeInteger(size) && size >= 0).toBe(true);
      }),
    );
  });
});

describe("a line of ls", () => {
  test.each([
    ["GNU", "-rw------- 1 1000 1000 1234 Nov 25 19:54 /srv/file", { kind: "file", size: 1234 }],
    [
      "BusyBox",
      "-rw-------    1 0        0               70000 Nov 25 19:54 ./a b",
      { kind: "file", size: 70000 },
    ],
    ["an access list", "-rw-rw----+ 1 0 0 5 Nov 25 19:54 x", { kind: "file", size: 5 }],
    ["SELinux", "-rw-rw----. 1 0 0 5 Nov 25 19:54 x", { kind: "file", size: 5 }],
    ["a directory", "drwx------ 2 1000 1000 4096 Jan  1  2026 /srv", { kind: "directory" }],
    ["a device", "brw-rw---- 1 0 6 8, 0 Nov 25 19:54 /dev/sda", { kind: "other" }],
    ["a socket", "srwxr-xr-x 1 0 0 0 Nov 25 19:54 s", { kind: "other" }],
  ])("of %s is read", (_, line, entry) => {
    expect(parseEntry(line)).toEqual(entry);
  });

  test.each([
    "",
    "total 5",
    "-rw------- 1 user group 5 Nov 25 19:54 x",
    "-rw------- 1 0 0 99999999999999999 x",
  ])("%j is none", (line) => {
    expect(parseEntry(line)).toBeUndefined();
  });
});

describe("the output of df", () => {
  const heading = "Filesystem 1024-blocks Used Available Capacity Mounted on\n";

  test.each([
    ["a disk", "/dev/sda1 1000 400 600 40% /srv", 614_400],
    ["names with spaces and numbers", "//nas/my 1 2 share 1000 400 600 40% /mnt/a 7 b", 614_400],
    ["nothing left", "tmpfs 1000 1000 0 100% /srv", 0],
    ["less than nothing left", "/dev/ada0 1000 1080 -80 108% /srv", 0],
    ["no blocks", "none 0 0 0 - /srv", 0],
  ])("of %s is read", (_, line, bytes) => {
    expect(parseAvailable(`${heading}${line}\n`)).toBe(bytes);
  });

  test.each(["", heading, `${heading}nonsense\n`, `${heading}x 1 2 3 /srv\n`])("%j is none", (text) => {
    expect(parseAvailable(text)).toBeUndefined();
  });
});
