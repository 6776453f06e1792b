import type { Fault } from "@holdfast/conformance";
import { Secret } from "@holdfast/contract";
import { describe, expect } from "vitest";
import { idsOf } from "../backup/job-test.ts";
import { storedFiles } from "../backup/stored-files.ts";
import { backedUp, endless, operationsTest, piece, refusal } from "./operations-test.ts";

const backup_password = new Secret("Correct-horse-7");
const readOnly: Fault = {
  on: "put",
  effect: { kind: "error", error: { code: "forbidden", retry: "never", message: "Read-only." } },
};

describe("backup.validate", { timeout: 120_000 }, () => {
  operationsTest(
    "finds nothing wrong with a sealed backup, and leaves nothing",
    async ({ coreWith, server }) => {
      const { backup } = coreWith().operations;
      expect(await backup.validate({ ...piece, backup_password })).toEqual({ status: "OK", messages: [] });
      expect([...storedFiles(server).keys()]).toEqual([]);
      expect(await backup.job.list()).toEqual([]);
    },
  );

  operationsTest("warns of one that is not sealed", async ({ coreWith }) => {
    const answer = await coreWith().operations.backup.validate(piece);
    expect([answer.status, ...idsOf(answer)]).toEqual(["WARNING", "holdfast.backup.not-sealed"]);
  });

  operationsTest(
    "says what is wrong with the piece, and with the location",
    async ({ directory, coreWith }) => {
      const { backup } = coreWith([readOnly]).operations;
      const piecewise = await backup.validate({ ...piece, backup_password: new Secret("Short-1") });
      expect([piecewise.status, ...idsOf(piecewise)]).toEqual(["FAIL", "holdfast.policy.password-too-short"]);
      const refused = await backup.validate({ ...piece, backup_password });
      expect([refused.status, ...idsOf(refused)]).toEqual(["FAIL", "holdfast.location.forbidden"]);

      await backedUp(coreWith([], { stateDir: `${directory}/another` }));
      const taken = await coreWith().operations.backup.validate({ ...piece, backup_password });
      expect([taken.status, ...idsOf(taken)]).toEqual(["FAIL", "holdfast.backup.system-name-taken"]);
    },
  );

  operationsTest("is refused while a job runs, here or in another process", async ({ coreWith }) => {
    const core = coreWith([endless]);
    await core.operations.backup.job.create(piece);
    for (const each of [core, coreWith()]) {
      const refused = await refusal(each.operations.backup.validate(piece));
      expect(refused?.[0]).toBe("FEATURE_IN_USE");
    }
  });
});
