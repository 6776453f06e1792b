import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { compareTrees } from "../demo/compare-trees.ts";

let place: string;
let original: string;
let restored: string;
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), "holdfast-compare-"));
  [original, restored] = [join(place, "original"), join(place, "restored")];
  fs.mkdirSync(join(original, "directory"), { recursive: true });
  fs.writeFileSync(join(original, "directory/file"), "content");
  fs.linkSync(join(original, "directory/file"), join(original, "same"));
  fs.writeFileSync(join(original, "other"), "content");
  fs.symlinkSync("directory", join(original, "link"));
  setTimes(original);
  spawnSync("cp", ["-a", original, restored]);
});
afterEach(() => rm(place, { recursive: true }));

/** Gives all that lies in a tree one time, whatever was done to it. */
function setTimes(tree: string): void {
  const paths = fs.readdirSync(tree, { recursive: true, encoding: "utf8" });
  for (const path of [...paths, "."]) fs.lutimesSync(join(tree, path), 1000, 1000);
}

const inRestored = (path: string): string => join(restored, path);

test("a faithful copy does not differ", () => {
  expect(compareTrees(original, restored)).toEqual([]);
});

test.each<[string, () => void, string[]]>([
  ["content", () => fs.writeFileSync(inRestored("other"), "Content"), ["other has other content"]],
  ["a mode", () => fs.chmodSync(inRestored("other"), 0o4755), ["other has another mode"]],
  ["a missing file", () => fs.rmSync(inRestored("same")), ["same was not restored"]],
  [
    "a file too much",
    () => fs.writeFileSync(inRestored("directory/more"), ""),
    ["directory/more is only in the restored tree"],
  ],
  [
    "a type",
    () => {
      fs.rmSync(inRestored("link"));
      fs.mkdirSync(inRestored("link"));
    },
    ["link is a directory, and was a symbolic link"],
  ],
  [
    "a link's target",
    () => {
      fs.rmSync(inRestored("link"));
      fs.symlinkSync("other", inRestored("link"));
    },
    ["link points elsewhere"],
  ],
  [
    "two files where there was one with two names",
    () => {
      fs.rmSync(inRestored("same"));
      fs.copyFileSync(inRestored("directory/file"), inRestored("same"));
    },
    ["same has other hard links"],
  ],
  [
    "one file where there were two",
    () => {
      fs.rmSync(inRestored("other"));
      fs.linkSync(inRestored("same"), inRestored("other"));
    },
    ["other has other hard links"],
  ],
])("notices %s", (_, change, expected) => {
  change();
  setTimes(restored);
  expect(compareTrees(original, restored)).toEqual(expected);
});

test.each(["other", "directory", "link"])("notices the time of %s", (path) => {
  // More than the microsecond that a restore keeps.
  fs.lutimesSync(inRestored(path), 1000, 1000.000_01);
  expect(compareTrees(original, restored)).toEqual([`${path} has another time`]);
});
