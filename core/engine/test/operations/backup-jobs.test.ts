import type { Fault } from "@holdfast/conformance";
import { Secret } from "@holdfast/contract";
import type { BackupPiece } from "@holdfast/core";
import { describe, expect } from "vitest";
import { idsOf } from "../backup/job-test.ts";
import { backedUp, ended, endless, operationsTest, piece, refusal } from "./operations-test.ts";

const unreachable: Fault = {
  on: "connect",
  effect: { kind: "error", error: { code: "unreachable", retry: "never", message: "No route." } },
};

describe("backup.job.create", { timeout: 120_000 }, () => {
  operationsTest("answers with a job that runs, and that get follows to its end", async ({ coreWith }) => {
    const core = coreWith();
    const before = new Date();
    const created = await core.operations.backup.job.create({ ...piece, comment: "by hand" });
    expect(created).toMatchObject({ state: "INPROGRESS", messages: [], progress: 0 });
    expect(Object.keys(created)[0]).toBe("id");
    expect(created.id).toMatch(/^\d{8}-\d{6}-7$/);
    expect(created.start_time.getTime()).toBeGreaterThanOrEqual(before.getTime());
    expect(created).not.toHaveProperty("end_time");
    const status = await ended(core, created);
    expect(status).toMatchObject({ state: "SUCCEEDED", progress: 100, start_time: created.start_time });
    expect(status.end_time?.getTime()).toBeGreaterThanOrEqual(created.start_time.getTime());
    const [archive] = await core.list({ location: { location: piece.location } });
    expect(archive).toMatchObject({ comment: "by hand" });
  });

  operationsTest("always includes the mandatory part, which may be named", async ({ coreWith }) => {
    const core = coreWith();
    const partsOf = async (parts: readonly string[]): Promise<readonly string[]> => {
      await backedUp(core, { parts });
      const location = { location: piece.location };
      const { manifest } = await core.show({ location, archive: "latest" });
      return manifest.holdfast.parts.map(({ id }) => id);
    };
    expect(await partsOf([])).toEqual(["common"]);
    expect(await partsOf(["common"])).toEqual(["common"]);
    expect(await partsOf(["seat"])).toEqual(["common", "seat"]);
  });

  operationsTest("seals with the password, which stands nowhere", async ({ coreWith }) => {
    const core = coreWith();
    const status = await backedUp(core, { backup_password: new Secret("Correct-horse-7") });
    expect(idsOf(status)).not.toContain("holdfast.backup.not-sealed");
    const location = { location: piece.location };
    const { authentic } = await core.show({
      location,
      archive: "latest",
      key: { password: new Secret("Correct-horse-7") },
    });
    expect(authentic).toBe(true);
    expect(JSON.stringify(core.jobs())).not.toContain("Correct-horse-7");
  });

  operationsTest("reads a fast backup back in part only", async ({ coreWith }) => {
    const args = async (fast_backup: boolean): Promise<readonly number[]> => {
      const { messages } = await backedUp(core, { fast_backup, parts: ["seat"] });
      return messages.find(({ id }) => id === "holdfast.backup.verified")?.args.map(Number) ?? [];
    };
    const core = coreWith([], { settings: { pipeline: { sliceSize: 4096, volumeSize: 8192, buffers: 3 } } });
    const [all = 0, volumes = 0] = await args(false);
    expect(all).toBe(volumes);
    const [some = 0, ofVolumes = 0] = await args(true);
    expect(some).toBeLessThan(ofVolumes);
  });

  operationsTest.for<[string, Partial<BackupPiece>, ...string[]]>([
    [
      "a password against the policy",
      { backup_password: new Secret("short") },
      "holdfast.policy.password-too-short",
      "holdfast.policy.password-without-upper-case",
      "holdfast.policy.password-without-digit",
      "holdfast.policy.password-without-special",
    ],
    [
      "an unknown location type",
      { location_type: "GOPHER", location: "h/dir" },
      "holdfast.transfer.unknown-type",
    ],
    ["a type that is not the URL's", { location_type: "FILE" }, "holdfast.transfer.type-mismatch"],
    ["an unusable location", { location: "memory://h/%zz" }, "holdfast.location.invalid-location"],
    [
      "credentials in the location",
      { location: "memory://u:p@h/dir" },
      "holdfast.transfer.credentials-in-url",
    ],
    ["an unknown part", { parts: ["seat", "moon"] }, "holdfast.backup.unknown-part"],
    ["a comment of two lines", { comment: "one\ntwo" }, "holdfast.backup.bad-comment"],
  ])("refuses %s at once", async ([, given, ...ids], { coreWith }) => {
    const core = coreWith();
    const refused = await refusal(core.operations.backup.job.create({ ...piece, ...given }));
    expect(refused).toEqual(["INVALID_ARGUMENT", ...ids]);
    expect(await core.operations.backup.job.list()).toEqual([]);
  });

  operationsTest("leaves what only the network can tell to the job", async ({ coreWith }) => {
    const core = coreWith([unreachable]);
    const status = await ended(core, await core.operations.backup.job.create(piece));
    expect(status.state).toBe("FAILED");
    expect(idsOf(status)).toEqual(["holdfast.location.unreachable"]);
  });

  operationsTest("of 1,000 at once starts exactly one", async ({ coreWith }) => {
    const core = coreWith();
    const { job } = core.operations.backup;
    const outcomes = await Promise.all(
      Array.from({ length: 1000 }, async () => {
        const refused = await refusal(job.create(piece));
        return refused?.[0] ?? "started";
      }),
    );
    expect(outcomes.filter((outcome) => outcome === "started")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "FEATURE_IN_USE")).toHaveLength(999);
    expect(await job.list()).toHaveLength(1);
  });
});

describe("backup.job.list and get", () => {
  operationsTest("give jobs newest first, also to the next process", async ({ coreWith }) => {
    const core = coreWith();
    const first = await backedUp(core);
    const second = await backedUp(core);
    await core.close();
    const { job } = coreWith().operations.backup;
    expect(await job.list()).toEqual([second.id, first.id]);
    expect(await job.get(first.id)).toEqual(first);
  });

  operationsTest("do not know restores, nor what never was", async ({ directory, coreWith }) => {
    const core = coreWith();
    const { job } = core.operations.backup;
    await backedUp(core);
    const location = { location: piece.location };
    const restore = core.restore({ location, archive: "latest", target: `${directory}/restored` });
    await restore.finished;
    expect(await job.list()).toHaveLength(1);
    expect(await refusal(job.get("20200101-000000-7"))).toEqual(["NOT_FOUND", "holdfast.job.unknown"]);
  });
});

describe("backup.job.cancel", { timeout: 120_000 }, () => {
  operationsTest("ends a running job FAILED, and says so when there is none", async ({ coreWith }) => {
    const core = coreWith([endless]);
    const { job } = core.operations.backup;
    const { id } = await job.create(piece);
    expect(await job.cancel(id)).toMatchObject({ status: "OK" });
    const status = await ended(core, { id });
    expect(status.state).toBe("FAILED");
    expect(idsOf(status)).toContain("holdfast.job.cancelled");
    const again = await job.cancel(id);
    expect([again.status, ...idsOf(again)]).toEqual(["FAIL", "holdfast.job.not-running"]);
    expect(await refusal(job.cancel("20200101-000000-7"))).toEqual(["NOT_FOUND", "holdfast.job.unknown"]);
  });

  operationsTest("does not reach into another process", async ({ coreWith }) => {
    const core = coreWith([endless]);
    const { id } = await core.operations.backup.job.create(piece);
    const other = coreWith().operations.backup.job;
    expect((await other.get(id)).state).toBe("INPROGRESS");
    const answer = await other.cancel(id);
    expect([answer.status, ...idsOf(answer)]).toEqual(["FAIL", "holdfast.operations.job-elsewhere"]);
    expect(await refusal(other.create(piece))).toEqual([
      "FEATURE_IN_USE",
      "holdfast.job.feature-in-use",
      "holdfast.job.running",
    ]);
  });

  operationsTest("comes too late once the manifest is on its way", async ({ coreWith }) => {
    const slow: Fault = { on: "put", path: /metadata\.json/, effect: { kind: "delay", milliseconds: 3000 } };
    const core = coreWith([slow]);
    const { job } = core.operations.backup;
    const { id } = await job.create(piece);
    await expect.poll(() => core.job(id)?.phase, { timeout: 60_000, interval: 10 }).toBe("committing");
    const answer = await job.cancel(id);
    expect([answer.status, ...idsOf(answer)]).toEqual(["FAIL", "holdfast.job.too-late"]);
    expect((await ended(core, { id })).state).toBe("SUCCEEDED");
  });
});
