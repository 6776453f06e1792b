import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { appendKnownHost, readKnownHosts } from "../../src/state/known-hosts.ts";
import { thrownIds } from "../thrown-ids.ts";
import { stateTest as test } from "./state-test.ts";

const key = "[127.0.0.1]:2222 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ";

test("a remembered key is read again, once, in a file for its owner alone", ({ stateDir }) => {
  expect(readKnownHosts(stateDir)).toBe("");
  appendKnownHost(stateDir, key);
  appendKnownHost(stateDir, `${key}2`);
  appendKnownHost(stateDir, key);
  expect(readKnownHosts(stateDir)).toBe(`${key}\n${key}2\n`);
  expect(statSync(join(stateDir, "known_hosts")).mode & 0o777).toBe(0o600);
});

test("a line is not glued to one that an editor left without an end", ({ stateDir }) => {
  appendKnownHost(stateDir, key);
  appendFileSync(join(stateDir, "known_hosts"), "nas ssh-rsa AAAA");
  appendKnownHost(stateDir, `${key}2`);
  expect(readKnownHosts(stateDir).split("\n")).toEqual([key, "nas ssh-rsa AAAA", `${key}2`, ""]);
});

test.each(["", "  ", `${key}\n* ssh-rsa AAAA`, "a\0b", "a\rb", "x".repeat(9000)])(
  "a line that would be more or less than one entry is refused (%#)",
  (line) => {
    expect(thrownIds(() => appendKnownHost("/nonexistent", line))).toEqual([
      "holdfast.state.invalid-known-host",
    ]);
  },
);

test("a file that nobody could have filled by hand is refused unread", ({ stateDir }) => {
  mkdirSync(stateDir, { mode: 0o700 });
  writeFileSync(join(stateDir, "known_hosts"), Buffer.alloc(1024 * 1024 + 1, "#"));
  expect(thrownIds(() => readKnownHosts(stateDir))).toEqual(["holdfast.state.known-hosts-too-large"]);
  expect(thrownIds(() => appendKnownHost(stateDir, key))).toEqual(["holdfast.state.known-hosts-too-large"]);
});

test("a symbolic link is not followed", ({ stateDir }) => {
  mkdirSync(stateDir, { mode: 0o700 });
  const victim = join(stateDir, "victim");
  writeFileSync(victim, "untouched");
  rmSync(join(stateDir, "known_hosts"), { force: true });
  symlinkSync(victim, join(stateDir, "known_hosts"));
  expect(thrownIds(() => appendKnownHost(stateDir, key))).toEqual(["holdfast.state.failed"]);
  expect(readFileSync(victim, "utf8")).toBe("untouched");
});
