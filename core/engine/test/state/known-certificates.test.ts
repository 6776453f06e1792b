import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { isKnownCertificate } from "../../src/state/known-certificates.ts";
import { thrownIds } from "../thrown-ids.ts";
import { stateTest as test } from "./state-test.ts";

const first = Array.from({ length: 32 }, () => "AB").join(":");
const other = "cd".repeat(32);

test("the first certificate of a server is taken, and no other one afterwards", ({ stateDir }) => {
  expect(isKnownCertificate(stateDir, "backup.example:990", first)).toBe(true);
  expect(isKnownCertificate(stateDir, "backup.example:990", other)).toBe(false);
  expect(isKnownCertificate(stateDir, "backup.example:990", "ab".repeat(32))).toBe(true);
  expect(isKnownCertificate(stateDir, "backup.example:9901", other)).toBe(true);
  const file = join(stateDir, "known_certificates");
  expect(readFileSync(file, "utf8")).toBe(
    `backup.example:990 ${"ab".repeat(32)}\nbackup.example:9901 ${other}\n`,
  );
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("a server's name cannot forge another line", ({ stateDir }) => {
  const forged = `a:1 ${other}\nbackup.example:990`;
  expect(thrownIds(() => isKnownCertificate(stateDir, forged, other))).toEqual([
    "holdfast.state.invalid-known-host",
  ]);
});
