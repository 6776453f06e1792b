import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainEntries, structuredEntries } from "../src/listed-lines.ts";
import { Utf8Lines } from "../src/utf8-lines.ts";

const name = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 40 })
  .filter((each) => !/[/\\\p{Cc}]/u.test(each) && each !== "." && each !== "..");

describe("lines", () => {
  test("are put together, however the bytes come", () => {
    const line = fc
      .string({ unit: "grapheme", maxLength: 50 })
      .filter((each) => !/[\r\n]/.test(each) && each !== "");
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat(500)), fc.boolean(), (lines, cuts, endsInLine) => {
        const bytes = Buffer.from(lines.join("\r\n") + (endsInLine || lines.length === 0 ? "" : "\r\n"));
        const reader = new Utf8Lines();
        const places = [
          0,
          ...cuts.filter((cut) => cut < bytes.length).toSorted((a, b) => a - b),
          bytes.length,
        ];
        const read = places.flatMap((place, index) =>
          reader.push(bytes.subarray(place, places[index + 1] ?? place)),
        );
        expect([...read, ...reader.rest()]).toEqual(lines);
      }),
    );
  });
});

describe("a line of MLSD", () => {
  test("gives the name as it is", () => {
    fc.assert(
      fc.property(name, fc.nat(), (given, size) => {
        const entries = structuredEntries([`Type=file;Size=${size};Perm=r; ${given}`]);
        expect(entries).toEqual([{ name: given, kind: "file", size }]);
      }),
    );
  });

  test.each([
    ["type=cdir; .", []],
    ["type=pdir; ..", []],
    ["type=cdir; /srv/x", []],
    ["type=OS.unix=slink:/etc/passwd; link", [{ name: "link", kind: "other" }]],
    ["type=dir;sizd=4096; d", [{ name: "d", kind: "directory" }]],
    ["type=file;modify=20241399999999; f", [{ name: "f", kind: "file" }]],
  ])("%j is %j", (line, entries) => {
    expect(structuredEntries([line])).toEqual(entries);
  });
});

describe("a line of LIST", () => {
  test("gives the name as it is", () => {
    // What follows an arrow is a link's target, in the manner of ls.
    fc.assert(
      fc.property(
        name.filter((each) => !/[\s]$|->|^\s/u.test(each)),
        fc.nat(),
        (given, size) => {
          const entries = plainEntries([`-rw-------    1 1000     1000     ${size} Mar 01 12:00 ${given}`]);
          expect(entries).toEqual([{ name: given, kind: "file", size }]);
        },
      ),
    );
  });

  test.each([
    ["drwx------    2 1000     1000         4096 Mar 01 12:00 d", [{ name: "d", kind: "directory" }]],
    ["lrwxrwxrwx    1 0        0               4 Mar 01 12:00 l -> d", [{ name: "l", kind: "other" }]],
    ["-rw-r--r--   1 ftp ftp  7 Jan 01  2020  outer ", [{ name: " outer ", kind: "file", size: 7 }]],
    ["04-14-25  03:09PM       <DIR>          dos", [{ name: "dos", kind: "directory" }]],
    ["04-14-25  03:09PM                 8 dos.txt", [{ name: "dos.txt", kind: "file", size: 8 }]],
    ["total 3", []],
    ["-rw-r--r--   1 ftp ftp  7 Jan 01  2020 ../x", []],
  ])("%j is %j", (line, entries) => {
    expect(plainEntries([line])).toEqual(entries);
  });
});

test("no line gives a name that leads out of its directory, or an error", () => {
  const line = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: "binary" }).map((each) => `type=file;size=1; ${each}`),
    fc.string({ unit: "binary" }).map((each) => `-rw-------    1 1000     1000     1 Mar 01 12:00 ${each}`),
  );
  fc.assert(
    fc.property(fc.constantFrom(plainEntries, structuredEntries), fc.array(line), (read, lines) => {
      for (const entry of read(lines)) {
        expect(entry.name).not.toMatch(/[/\\\p{Cc}]|^\.{0,2}$/u);
      }
    }),
  );
});
