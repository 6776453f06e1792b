import {
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type Fault, faultyLocation, memoryLocation } from "@holdfast/conformance";
import { Secret } from "@holdfast/contract";
import type { BackupCore, ReconciliationInfo, RestorePiece } from "@holdfast/core";
import { describe, expect } from "vitest";
import { idsOf } from "../backup/job-test.ts";
import { applianceTest } from "../restore/appliance/appliance-test.ts";
import { backedUp, refusal } from "./operations-test.ts";

const backup_password = new Secret("Correct-horse-7");

/** Backs the appliance up and restores it. */
async function restored(core: BackupCore): Promise<RestorePiece> {
  await backedUp(core, { backup_password, parts: ["statistics"] });
  const spec = { location: "memory:///place" };
  const { archives } = core.operations.backup.systemName;
  const [newest] = await archives.list(spec, "fw-01");
  const { location } = await archives.get(spec, "fw-01", newest!.archive);
  const piece = { location_type: "MEMORY", location, backup_password };
  const { job } = core.operations.restore;
  await job.create(piece);
  await expect.poll(async () => (await job.get()).state, { timeout: 60_000 }).toBe("SUCCEEDED");
  return piece;
}

async function compared(core: BackupCore, ignore_warnings = false): Promise<ReconciliationInfo> {
  const { job } = core.operations.reconciliation;
  await job.create({ ignore_warnings });
  await expect.poll(async () => (await job.get()).status, { timeout: 60_000 }).not.toBe("RUNNING");
  return job.get();
}

describe("reconciliation.job", { timeout: 120_000 }, () => {
  applianceTest(
    "finds an appliance that was just restored as its archive has it",
    async ({ appliance, makeCore }) => {
      const core = makeCore(appliance.options);
      const { job } = core.operations.reconciliation;
      expect(await refusal(job.create({}))).toEqual([
        "INVALID_ARGUMENT",
        "holdfast.reconciliation.nothing-restored",
      ]);
      expect(await refusal(job.get())).toEqual(["NOT_FOUND", "holdfast.reconciliation.never"]);
      expect((await job.cancel()).status).toBe("FAIL");
      await restored(core);
      const info = await compared(core);
      expect(info).toMatchObject({ status: "SUCCEEDED", progress: 100, cancelable: false });
      expect(info.end_time?.getTime()).toBeGreaterThanOrEqual(info.start_time.getTime());
      expect(idsOf(info)).toEqual([
        "holdfast.reconciliation.same",
        "holdfast.reconciliation.same",
        "holdfast.reconciliation.same",
        "holdfast.reconciliation.not-compared",
        "holdfast.reconciliation.not-compared",
      ]);
    },
  );

  applianceTest(
    "reports every kind of difference, also in the next process",
    async ({ appliance, makeCore }) => {
      const etc = join(appliance.directory, "etc/app");
      linkSync(join(etc, "rules"), join(etc, "hard"));
      mkdirSync(join(etc, "becomes a file"));
      const first = makeCore(appliance.options);
      await restored(first);
      await first.close();

      rmSync(join(etc, "conf.d"), { recursive: true });
      writeFileSync(join(etc, "new file"), "new");
      writeFileSync(join(etc, "only-old"), "short");
      chmodSync(join(etc, "rules"), 0o600);
      rmSync(join(etc, "hard"));
      writeFileSync(join(etc, "hard"), readFileSync(join(etc, "rules")), { mode: 0o600 });
      rmSync(join(etc, "link"));
      symlinkSync("elsewhere", join(etc, "link"));
      rmSync(join(etc, "becomes a file"), { recursive: true });
      writeFileSync(join(etc, "becomes a file"), "");

      const core = makeCore(appliance.options);
      const info = await compared(core);
      expect(info.status).toBe("FAILED");
      const found = info.messages
        .filter(({ args }) => args[0]?.startsWith('"'))
        .map(({ id, args }) => [id.split(".").at(-1), ...args.map((each) => each.replaceAll(`${etc}/`, ""))]);
      expect(found).toHaveLength(8);
      expect(found).toEqual(
        expect.arrayContaining([
          ["missing", '"conf.d"', "directory", ""],
          ["missing", '"conf.d/10"', "file", ""],
          ["additional", '"new file"', "", "file"],
          ["size", '"only-old"', "30000", "5"],
          ["mode", '"rules"', expect.any(String), "0600"],
          ["link", '"hard"', expect.stringContaining("rules"), "a file of its own"],
          ["link", '"link"', "rules", "elsewhere"],
          ["type", '"becomes a file"', "directory", "file"],
        ]),
      );
      expect(idsOf(info).filter((id) => id === "holdfast.reconciliation.same")).toHaveLength(2);
      expect((await compared(core, true)).status).toBe("SUCCEEDED");
    },
  );

  applianceTest(
    "keeps the passwords sealed, and no longer than it needs them",
    async ({ directory, appliance, makeCore }) => {
      const core = makeCore(appliance.options);
      await restored(core);
      const state = join(directory, "state");
      const files = readdirSync(state).map((name) => readFileSync(join(state, name), "latin1"));
      expect(files.filter((content) => content.includes(backup_password.reveal()))).toEqual([]);
      await compared(core);
      expect(await refusal(core.operations.reconciliation.job.create({}))).toEqual([
        "INVALID_ARGUMENT",
        "holdfast.reconciliation.nothing-restored",
      ]);
    },
  );

  applianceTest(
    "runs once at a time, not beside a job, and can be cancelled",
    async ({ appliance, makeCore, server }) => {
      const first = makeCore(appliance.options);
      const piece = await restored(first);
      await first.close();
      const stalled: Fault = { on: "get", path: /SHA256SUMS/, nth: 1, effect: { kind: "stall" } };
      const core = makeCore({
        ...appliance.options,
        locations: [faultyLocation(memoryLocation({ localhost: server }), [stalled])],
      });
      const { job } = core.operations.reconciliation;
      const created = await job.create({});
      expect(created).toMatchObject({ status: "RUNNING", cancelable: true, messages: [] });
      expect(created).not.toHaveProperty("end_time");
      expect(await refusal(job.create({}))).toEqual(["FEATURE_IN_USE", "holdfast.reconciliation.in-use"]);
      expect(await job.cancel()).toEqual({ status: "OK", messages: [] });
      await expect.poll(async () => (await job.get()).status, { timeout: 60_000 }).toBe("FAILED");
      expect(idsOf(await job.get())).toEqual(["holdfast.reconciliation.cancelled"]);

      const slow: Fault = { on: "put", path: /SHA256SUMS/, effect: { kind: "stall" } };
      const busy = makeCore({
        ...appliance.options,
        locations: [faultyLocation(memoryLocation({ localhost: server }), [slow])],
      });
      await busy.operations.backup.job.create({ ...piece, location: "memory:///place", parts: [] });
      expect((await refusal(job.create({})))?.[0]).toBe("FEATURE_IN_USE");
    },
  );
});
