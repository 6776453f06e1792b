import { chmodSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import {
  ensureStateFile,
  networkFileSystem,
  prepareStateDirectory,
} from "../../src/state/state-directory.ts";
import { thrownIds } from "../thrown-ids.ts";
import { stateTest as test } from "./state-test.ts";

test("a missing directory is made for its owner alone", ({ stateDir }) => {
  const deep = join(stateDir, "a", "b");
  prepareStateDirectory(deep);
  prepareStateDirectory(deep);
  expect(statSync(deep).mode & 0o777).toBe(0o700);
});

test("an existing directory keeps its mode, but others must not be able to write to it", ({ stateDir }) => {
  mkdirSync(stateDir);
  for (const mode of [0o755, 0o750, 0o700]) {
    chmodSync(stateDir, mode);
    prepareStateDirectory(stateDir);
    expect(statSync(stateDir).mode & 0o777).toBe(mode);
  }
  for (const mode of [0o777, 0o1777, 0o775, 0o702]) {
    chmodSync(stateDir, mode);
    expect(thrownIds(() => prepareStateDirectory(stateDir))).toEqual(["holdfast.state.unsafe-directory"]);
  }
});

test("a path that cannot be a directory is told with its cause", ({ stateDir }) => {
  writeFileSync(stateDir, "");
  expect(thrownIds(() => prepareStateDirectory(stateDir))).toEqual(["holdfast.state.failed"]);
  expect(() => prepareStateDirectory(stateDir)).toThrow("EEXIST");
});

test.runIf(process.platform === "linux")("a file system that takes no directory is told", () => {
  expect(thrownIds(() => prepareStateDirectory("/proc/holdfast/state"))).toEqual(["holdfast.state.failed"]);
});

test("a file that exists keeps its content", ({ stateDir }) => {
  prepareStateDirectory(stateDir);
  const path = ensureStateFile(stateDir, "state.db");
  expect(statSync(path)).toMatchObject({ size: 0, mode: 0o100600 });
  writeFileSync(path, "content");
  expect(statSync(ensureStateFile(stateDir, "state.db")).size).toBe(7);
});

test.each([
  [0x6969, "NFS"],
  [0xff534d42, "SMB"],
  [0xff534d42 | 0, "SMB"],
  [0xfe534d42, "SMB"],
  [0xef53, undefined],
  [0x01021994, undefined],
  [0x58465342, undefined],
  [0x9123683e | 0, undefined],
  [0x794c7630, undefined],
])("the file system of statfs type %i is %s among network file systems", (type, name) => {
  expect(networkFileSystem(type)).toBe(name);
});
