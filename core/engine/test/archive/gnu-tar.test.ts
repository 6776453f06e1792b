import { execFileSync } from "node:child_process";
import { mkdirSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { debianProgram, describeWith } from "@holdfast/testservers";
import { afterAll, describe, expect, test } from "vitest";
import { directoryTest } from "../scratch-directory.ts";
import { thrownIds } from "../thrown-ids.ts";
import { archived } from "./archived.ts";
import { extracted } from "./extracted.ts";
import { type Listing, listingOf } from "./listing.ts";
import { content, makeSampleTree } from "./sample-tree.ts";

await describeWith(
  { describe, test, afterAll },
  "tar",
  () => debianProgram("tar"),
  (program) => {
    const tar = (args: readonly string[], input: Uint8Array = new Uint8Array(), locale = "C"): Buffer =>
      execFileSync(program.path, args, {
        env: { ...program.env, LC_ALL: locale },
        input,
        maxBuffer: 1 << 27,
        stdio: ["pipe", "pipe", "ignore"],
      });

    directoryTest.for(["C", "C.UTF-8"])(
      "restores what is archived here, byte by byte, in the locale %s",
      (locale, { directory }) => {
        const source = join(directory, "source");
        mkdirSync(source);
        makeSampleTree(source);
        const target = join(directory, "target");
        mkdirSync(target);
        tar(["-x", "-p", "-f", "-", "-C", target], archived(source).tar, locale);
        expect(listingOf(join(target, source))).toEqual(listingOf(source));
      },
    );

    directoryTest("restores times in nanoseconds", ({ directory }) => {
      const source = join(directory, "source");
      writeFileSync(source, "");
      tar(["-x", "-f", "-", "-C", directory, "--transform", "s/.*/restored/"], archived(source).tar);
      const [before, after] = [source, join(directory, "restored")].map(
        (path) => statSync(path, { bigint: true }).mtimeNs,
      );
      expect(after).toBe(before);
    });

    directoryTest("makes archives that are restored here", ({ directory }) => {
      const source = join(directory, "source");
      mkdirSync(source);
      makeSampleTree(source);
      const target = join(directory, "target");
      const bytes = tar(["-c", "--format=posix", "-f", "-", "-C", source, "."]);
      expect(extracted(bytes, target, { keepSpecialModes: true }).problems).toEqual([]);
      expect(listingOf(target)).toEqual(listingOf(source));
    });

    directoryTest(
      "makes archives of its own format that are restored here, in whole seconds",
      ({ directory }) => {
        const source = join(directory, "source");
        mkdirSync(source);
        makeSampleTree(source);
        const target = join(directory, "target");
        const bytes = tar(["-c", "--format=gnu", "-f", "-", "-C", source, "."]);
        expect(extracted(bytes, target, { keepSpecialModes: true }).problems).toEqual([]);
        expect(withoutFractions(listingOf(target))).toEqual(withoutFractions(listingOf(source)));
      },
    );

    directoryTest("makes sparse archives, which are refused here", ({ directory }) => {
      const source = join(directory, "source");
      writeFileSync(source, "");
      truncateSync(source, 10_000_000);
      for (const format of ["posix", "gnu"]) {
        const bytes = tar(["-c", "-S", `--format=${format}`, "-f", "-", "-C", directory, "source"]);
        const target = join(directory, "target");
        expect(thrownIds(() => extracted(bytes, target))).toEqual(["holdfast.archive.malformed-tar"]);
      }
    });

    directoryTest("finds what was archived of a source equal to it", ({ directory }) => {
      const source = join(directory, "source");
      mkdirSync(source);
      makeSampleTree(source);
      tar(["-d", "-f", "-", "-C", "/"], archived(source).tar);
      writeFileSync(join(source, "size-512"), content(513));
      const stale = archived(source).tar;
      writeFileSync(join(source, "size-512"), content(512));
      expect(() => tar(["-d", "-f", "-", "-C", "/"], stale)).toThrow("Command failed");
    });
  },
);

/** Drops the last nine digits of the times, rounded down. */
function withoutFractions(listing: Listing): Listing {
  return Object.fromEntries(
    Object.entries(listing).map(([name, line]) => {
      const [type, owner, time = "", ...rest] = line.split(" ");
      return [name, [type, owner, Math.floor(Number(time) / 1e9), ...rest].join(" ")];
    }),
  );
}
