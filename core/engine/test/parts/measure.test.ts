import { linkSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { measureTree } from "../../src/parts/measure.ts";
import { ReadingCancelled } from "../../src/parts/reading-cancelled.ts";
import { directoryPart } from "../../src/parts/tree-part.ts";
import { thrownIds } from "../thrown-ids.ts";
import { directoryTest } from "../scratch-directory.ts";

const partIn = (...roots: string[]) => directoryPart({ id: "test", roots });
const never = (): boolean => false;
const untold = (): void => {};

describe("measuring a part", () => {
  directoryTest("counts files and their bytes", ({ directory }) => {
    mkdirSync(join(directory, "sub"));
    writeFileSync(join(directory, "empty"), "");
    writeFileSync(join(directory, "sub", "content"), "x".repeat(1000));
    writeFileSync(join(directory, "sub", "large"), "");
    truncateSync(join(directory, "sub", "large"), 2 ** 40);
    symlinkSync("sub/content", join(directory, "link"));
    expect(measureTree(partIn(directory), untold, never)).toEqual({ files: 3, bytes: 1000 + 2 ** 40 });
    linkSync(join(directory, "empty"), join(directory, "other name"));
    expect(measureTree(partIn(directory), untold, never).files).toBe(4);
  });

  directoryTest("ends when it is cancelled", ({ directory }) => {
    for (let index = 0; index < 10; index++) writeFileSync(join(directory, String(index)), "");
    let asked = 0;
    expect(() => measureTree(partIn(directory), untold, () => ++asked === 5)).toThrow(ReadingCancelled);
    expect(asked).toBe(5);
  });

  directoryTest("gives a sign of life before it enters a directory", ({ directory }) => {
    mkdirSync(join(directory, "sub"));
    const touched = new Set<string>();
    measureTree(partIn(directory), (path) => touched.add(path), never);
    expect([...touched]).toEqual([directory, join(directory, "sub")]);
  });

  directoryTest("needs all roots", ({ directory }) => {
    const part = partIn(directory, join(directory, "missing"));
    expect(thrownIds(() => measureTree(part, untold, never))).toEqual(["holdfast.parts.root-missing"]);
  });
});
