import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { withoutOwnFiles } from "../../src/parts/own-files.ts";
import { directoryPart } from "../../src/parts/tree-part.ts";
import { directoryTest } from "../scratch-directory.ts";
import { thrownIds } from "../thrown-ids.ts";

const archive = "M_1.0_20270101-000000_";

function excluded(root: string, stateDir: string): readonly string[] {
  const part = withoutOwnFiles(directoryPart({ id: "common", roots: [root], exclude: ["tmp"] }), stateDir, [
    archive,
  ]);
  return part.kind === "tree" ? part.exclude : [];
}

directoryTest("state and archive are left out, by whatever way a root leads there", ({ directory }) => {
  const state = join(directory, "var/state");
  mkdirSync(state, { recursive: true });
  mkdirSync(join(directory, "var/other"));
  symlinkSync(join(directory, "var"), join(directory, "link"));
  expect(excluded(directory, state)).toEqual(["tmp", archive, state]);
  expect(excluded("/", state)).toEqual(["tmp", archive, state]);
  expect(excluded(directory, join(directory, "link/state"))).toEqual(["tmp", archive, state]);
  expect(excluded(join(directory, "link/other"), state)).toEqual(["tmp", archive]);
  expect(excluded(join(directory, "var/other"), state)).toEqual(["tmp", archive]);
  // A root that is a link is kept as a link, and not entered.
  expect(excluded(join(directory, "link"), state)).toEqual(["tmp", archive]);
  expect(excluded(join(directory, "var"), join(directory, "var/..state"))).toEqual([
    "tmp",
    archive,
    join(directory, "var/..state"),
  ]);
});

directoryTest("a root in the state directory is refused", ({ directory }) => {
  const state = join(directory, "state");
  mkdirSync(state);
  symlinkSync(directory, join(directory, "link"));
  for (const root of [state, join(state, "job.lock"), join(directory, "link/state")]) {
    expect(thrownIds(() => excluded(root, state))).toEqual(["holdfast.parts.root-in-state"]);
  }
});
