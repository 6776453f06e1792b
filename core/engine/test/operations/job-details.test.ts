import type { Fault } from "@holdfast/conformance";
import type { DetailsInfo } from "@holdfast/core";
import { describe, expect } from "vitest";
import { backedUp, ended, endless, operationsTest, piece } from "./operations-test.ts";

const required = [
  "location",
  "location_user",
  "type",
  "messages",
  "status",
  "cancelable",
  "description",
  "service",
  "operation",
] as const;

const forbidden: Fault = {
  on: "put",
  effect: { kind: "error", error: { code: "forbidden", retry: "never", message: "Read-only." } },
};

/** What VMware's typed bindings reject a whole list for. */
function misfits(info: DetailsInfo): readonly string[] {
  const has = (field: string): boolean => Object.hasOwn(info, field);
  const ended = info.status === "SUCCEEDED" || info.status === "FAILED";
  const measured = ["start_time", "duration", "size", "progress"];
  return [
    ...required.filter((field) => !has(field)),
    ...measured.filter((field) => !has(field)),
    ...(has("end_time") === ended ? [] : ["end_time"]),
    ...(has("error") ? ["error"] : []),
  ];
}

describe("backup.job.details.list", { timeout: 120_000 }, () => {
  operationsTest("tells of each job what suits its status, newest first", async ({ coreWith }) => {
    const succeeding = coreWith();
    const succeeded = await backedUp(succeeding, { location_user: "", parts: ["seat"] });
    await succeeding.close();
    const failing = coreWith([forbidden]);
    const failed = await ended(failing, await failing.operations.backup.job.create(piece));
    await failing.close();
    const core = coreWith([endless]);
    const running = await core.operations.backup.job.create(piece);

    const details = await core.operations.backup.job.details.list();
    expect([...details.keys()]).toEqual([running.id, failed.id, succeeded.id]);
    expect([...details.values()].map(({ status }) => status)).toEqual(["RUNNING", "FAILED", "SUCCEEDED"]);
    for (const info of details.values()) expect(misfits(info)).toEqual([]);
    expect(details.get(succeeded.id)).toMatchObject({
      location: "memory:///place",
      location_user: "",
      type: "MANUAL",
      cancelable: false,
      start_time: succeeded.start_time,
      end_time: succeeded.end_time,
      messages: succeeded.messages,
      progress: { total: 100, completed: 100 },
      build: { version_name: "test", version: "1.0", build_number: "7" },
    });
    expect(details.get(succeeded.id)?.description.default_message).toContain("common, seat");
    expect(details.get(succeeded.id)?.size).toBeGreaterThan(0);
    expect(Number.isInteger(details.get(failed.id)?.duration)).toBe(true);
    expect(details.get(running.id)?.cancelable).toBe(true);
  });

  operationsTest("filters by ids and passes over those that are not known", async ({ coreWith }) => {
    const core = coreWith();
    const { details } = core.operations.backup.job;
    const { id } = await backedUp(core);
    await backedUp(core);
    expect([...(await details.list({ jobs: ["20200101-000000-7", id] })).keys()]).toEqual([id]);
    expect([...(await details.list({ jobs: [] })).keys()]).toEqual([]);
    expect((await details.list({})).size).toBe(2);
  });
});
