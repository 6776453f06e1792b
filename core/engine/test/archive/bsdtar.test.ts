import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { debianProgram, describeWith } from "@holdfast/testservers";
import { afterAll, describe, expect, test } from "vitest";
import { directoryTest } from "../scratch-directory.ts";
import { archived } from "./archived.ts";
import { extracted } from "./extracted.ts";
import { type Listing, listingOf } from "./listing.ts";
import { makeSampleTree } from "./sample-tree.ts";

await describeWith(
  { describe, test, afterAll },
  "bsdtar",
  () => debianProgram("bsdtar"),
  (program) => {
    const bsdtar = (args: readonly string[], input: Uint8Array = new Uint8Array()): Buffer =>
      execFileSync(program.path, args, {
        env: { ...program.env, LC_ALL: "C.UTF-8" },
        input,
        maxBuffer: 1 << 27,
        stdio: ["pipe", "pipe", "ignore"],
      });

    directoryTest("restores what is archived here, byte by byte", ({ directory }) => {
      const source = join(directory, "source");
      mkdirSync(source);
      makeSampleTree(source);
      const target = join(directory, "target");
      mkdirSync(target);
      bsdtar(["-x", "-p", "-f", "-", "-C", target], archived(source).tar);
      expect(comparable(listingOf(join(target, source)))).toEqual(comparable(listingOf(source)));
    });

    directoryTest("makes archives that are restored here", ({ directory }) => {
      const source = join(directory, "source");
      mkdirSync(source);
      makeSampleTree(source);
      const target = join(directory, "target");
      const bytes = bsdtar(["-c", "--format=pax", "--no-read-sparse", "-f", "-", "-C", source, "."]);
      expect(extracted(bytes, target, { keepSpecialModes: true }).problems).toEqual([]);
      const [restored, original] = [listingOf(target), listingOf(source)].map(comparable);
      expect(withoutDirectoryTimes(restored!)).toEqual(withoutDirectoryTimes(original!));
    });
  },
);

/** libarchive gets times before 1970 with a fraction of a second wrong, both ways. */
function comparable(listing: Listing): Listing {
  const { "/time-before-1970": _, ...rest } = listing;
  return rest;
}

/** bsdtar puts directories long before their content, so that their times cannot be kept in one pass. */
function withoutDirectoryTimes(listing: Listing): Listing {
  const lines = Object.entries(listing);
  return Object.fromEntries(lines.map(([name, line]) => [name, line.replace(/^(directory \S+) \S+/, "$1")]));
}
