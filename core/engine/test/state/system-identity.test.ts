import { expect } from "vitest";
import { StateDatabase } from "../../src/state/database.ts";
import { SystemIdentity } from "../../src/state/system-identity.ts";
import { stateTest as test } from "./state-test.ts";

test("a system has one id for ever, and another system another", ({ database, stateDir }) => {
  const { id } = new SystemIdentity(database);
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const other = new StateDatabase(stateDir);
  expect(new SystemIdentity(other).id).toBe(id);
  other.close();
  const elsewhere = new StateDatabase(`${stateDir}-2`);
  expect(new SystemIdentity(elsewhere).id).not.toBe(id);
  elsewhere.close();
});

test("sequence numbers grow, across connections and beyond what a location holds", ({
  database,
  stateDir,
}) => {
  const identity = new SystemIdentity(database);
  const other = new StateDatabase(stateDir);
  const again = new SystemIdentity(other);
  expect([identity.nextSequence(0), again.nextSequence(0), identity.nextSequence(0)]).toEqual([1, 2, 3]);
  expect(again.nextSequence(70)).toBe(71);
  expect(identity.nextSequence(5)).toBe(72);
  other.close();
});

test("the previous archive is remembered per location", ({ database }) => {
  const identity = new SystemIdentity(database);
  expect(identity.previousArchive("sftp://a/")).toBeUndefined();
  identity.setPreviousArchive("sftp://a/", { name: "M_1_20270101-000000_", digest: "aa" });
  identity.setPreviousArchive("sftp://b/", { name: "M_1_20270102-000000_", digest: "bb" });
  identity.setPreviousArchive("sftp://a/", { name: "M_1_20270103-000000_", digest: "cc" });
  expect(identity.previousArchive("sftp://a/")).toEqual({ name: "M_1_20270103-000000_", digest: "cc" });
  expect(identity.previousArchive("sftp://b/")?.digest).toBe("bb");
});
