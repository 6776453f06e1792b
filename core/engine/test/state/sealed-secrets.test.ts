import { chmodSync, readFileSync, rmSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { Secret } from "@holdfast/contract";
import fc from "fast-check";
import { expect } from "vitest";
import type { StateDatabase } from "../../src/state/database.ts";
import { stateKey } from "../../src/state/key-file.ts";
import { SealedSecrets } from "../../src/state/sealed-secrets.ts";
import { rejectedIds } from "../backup/job-test.ts";
import { thrownIds } from "../thrown-ids.ts";
import { stateTest as test } from "./state-test.ts";

const secret = new Secret("Correct-horse-7");

function sealedOf(database: StateDatabase, name: string): Buffer {
  const row = database.row("SELECT sealed FROM secrets WHERE name = ?", name);
  return Buffer.from(row?.["sealed"] as Uint8Array);
}

test("a secret comes back, whatever it is, until it is deleted", async ({ database }) => {
  const secrets = new SealedSecrets(database);
  expect(await secrets.get("name")).toBeUndefined();
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "grapheme" }), async (text) => {
      await secrets.set("name", new Secret(text));
      expect((await secrets.get("name"))?.reveal()).toBe(text);
    }),
    { numRuns: 20 },
  );
  await secrets.delete("name");
  await secrets.delete("name");
  expect(await secrets.get("name")).toBeUndefined();
});

test("the same secret never looks the same, and its file is its owner's alone", async ({
  database,
  stateDir,
}) => {
  const secrets = new SealedSecrets(database);
  await secrets.set("one", secret);
  await secrets.set("other", secret);
  expect(sealedOf(database, "one")).not.toEqual(sealedOf(database, "other"));
  expect(statSync(join(stateDir, "secrets.key")).mode & 0o777).toBe(0o600);
  for (const file of ["state.db", "state.db-wal"]) {
    expect(readFileSync(join(stateDir, file)).includes(secret.reveal())).toBe(false);
  }
});

test("a secret is refused in the place of another, altered in any bit, or under another key", async ({
  database,
  stateDir,
}) => {
  const secrets = new SealedSecrets(database);
  await secrets.set("one", secret);
  const sealed = sealedOf(database, "one");
  database.run("INSERT INTO secrets (name, nonce, sealed) SELECT 'other', nonce, sealed FROM secrets");
  expect(await rejectedIds(secrets.get("other"))).toEqual(["holdfast.state.secret-unreadable"]);
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const altered = Buffer.from(sealed);
    altered.writeUInt8(altered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    database.run("UPDATE secrets SET sealed = ? WHERE name = 'one'", altered);
    expect(await rejectedIds(secrets.get("one"))).toEqual(["holdfast.state.secret-unreadable"]);
  }
  for (const length of [0, 1, 15, sealed.length - 1]) {
    database.run("UPDATE secrets SET sealed = ? WHERE name = 'one'", sealed.subarray(0, length));
    expect(await rejectedIds(secrets.get("one"))).toEqual(["holdfast.state.secret-unreadable"]);
  }
  database.run("UPDATE secrets SET sealed = ? WHERE name = 'one'", sealed);
  expect((await secrets.get("one"))?.reveal()).toBe(secret.reveal());
  rmSync(join(stateDir, "secrets.key"));
  expect(await rejectedIds(secrets.get("one"))).toEqual(["holdfast.state.secret-unreadable"]);
});

test("a key file that others may read, or that was cut, is not used", ({ stateDir }) => {
  const key = stateKey(stateDir);
  expect(stateKey(stateDir)).toEqual(key);
  const path = join(stateDir, "secrets.key");
  chmodSync(path, 0o640);
  expect(thrownIds(() => stateKey(stateDir))).toEqual(["holdfast.state.unsafe-key-file"]);
  chmodSync(path, 0o600);
  truncateSync(path, 31);
  expect(thrownIds(() => stateKey(stateDir))).toEqual(["holdfast.state.bad-key-file"]);
});
