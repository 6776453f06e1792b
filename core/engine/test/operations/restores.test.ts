import { type Fault, faultyLocation, memoryLocation } from "@holdfast/conformance";
import { Secret } from "@holdfast/contract";
import type { BackupCore, BackupPiece, RestorePiece } from "@holdfast/core";
import { describe, expect } from "vitest";
import { idsOf } from "../backup/job-test.ts";
import { applianceTest } from "../restore/appliance/appliance-test.ts";
import { backedUp, refusal } from "./operations-test.ts";

const backup_password = new Secret("Correct-horse-7");
const piece: Partial<BackupPiece> = { backup_password, parts: ["statistics"], comment: "before" };

/** Makes a backup and tells how it is restored, as a client finds out. */
async function restorable(core: BackupCore, given: Partial<BackupPiece> = piece): Promise<RestorePiece> {
  await backedUp(core, given);
  const { systemName } = core.operations.backup;
  const spec = { location: "memory:///place" };
  const [system = ""] = await systemName.list(spec);
  const [newest] = await systemName.archives.list(spec, system);
  const { location } = await systemName.archives.get(spec, system, newest!.archive);
  const { backup_password: password } = given;
  return { location_type: "MEMORY", location, ...(password !== undefined && { backup_password: password }) };
}

async function restoreEnded(core: BackupCore): Promise<void> {
  const { job } = core.operations.restore;
  await expect.poll(async () => (await job.get()).state, { timeout: 60_000 }).not.toBe("INPROGRESS");
}

describe("restore.validate", { timeout: 120_000 }, () => {
  applianceTest("tells what the archive is, and that it can be restored", async ({ appliance, makeCore }) => {
    const core = makeCore(appliance.options);
    const metadata = await core.operations.restore.validate(await restorable(core));
    expect(metadata).toMatchObject({
      parts: ["common", "statistics", "names", "database", "sessions"],
      version: "1.0",
      boxname: "fw-01",
      comment: "before",
      applicable: true,
      messages: [],
      sso_login_required: false,
    });
    expect(metadata.timestamp).toBeInstanceOf(Date);
  });

  applianceTest("says why an archive cannot be restored", async ({ appliance, makeCore }) => {
    const archive = await restorable(makeCore(appliance.options));
    const system = { name: "fw-01", product: "test", version: "2.0", build: "8" };
    const { restore } = makeCore({ ...appliance.options, system }).operations;
    const metadata = await restore.validate(archive);
    expect(metadata.applicable).toBe(false);
    expect(idsOf(metadata)).toEqual(["holdfast.restore.other-version"]);
  });

  applianceTest(
    "is refused with a wrong key, and for what is no archive",
    async ({ appliance, makeCore }) => {
      const core = makeCore(appliance.options);
      const archive = await restorable(core);
      const { backup_password: _password, ...open } = archive;
      const validated = (given: RestorePiece) => core.operations.restore.validate(given);
      expect(await refusal(validated({ ...archive, backup_password: new Secret("Wrong-horse-7") }))).toEqual([
        "INVALID_ARGUMENT",
        "holdfast.seal.wrong-password",
      ]);
      expect(await refusal(validated(open))).toEqual(["INVALID_ARGUMENT", "holdfast.restore.needs-key"]);
      expect(await refusal(validated({ ...archive, location: "memory:///place" }))).toEqual([
        "INVALID_ARGUMENT",
        "holdfast.operations.no-archive-location",
      ]);
      const gone = archive.location.replace(/\d{8}-/, "20200101-");
      expect((await refusal(validated({ ...archive, location: gone })))?.[0]).toBe("NOT_FOUND");
    },
  );
});

describe("restore.job", { timeout: 120_000 }, () => {
  applianceTest("brings the appliance back", async ({ appliance, makeCore }) => {
    const core = makeCore(appliance.options);
    const { restore, backup } = core.operations;
    expect(await refusal(restore.job.get())).toEqual(["ERROR", "holdfast.operations.no-restore"]);
    expect(await refusal(restore.job.cancel())).toEqual(["ERROR", "holdfast.operations.no-restore"]);
    const archive = await restorable(core);
    const old = appliance.listing();
    appliance.empty();
    appliance.fill("new");
    appliance.sessions = "";
    const created = await restore.job.create(archive);
    expect(created).toMatchObject({ state: "INPROGRESS" });
    expect((await refusal(restore.job.create(archive)))?.[0]).toBe("FEATURE_IN_USE");
    expect((await refusal(backup.job.create({ parts: [], ...archive })))?.[0]).toBe("FEATURE_IN_USE");
    await restoreEnded(core);
    expect(await restore.job.get()).toMatchObject({ state: "SUCCEEDED", progress: 100 });
    expect(appliance.listing()).toEqual({ ...old, "/database": expect.any(String) });
    expect(appliance.sessions).toBe("old sessions\n");
    expect(await backup.job.list()).toHaveLength(1);
  });

  applianceTest("heeds warnings unless told to ignore them", async ({ appliance, makeCore }) => {
    const core = makeCore(appliance.options);
    const { job } = core.operations.restore;
    const archive = await restorable(core, { parts: ["statistics"] });
    await job.create(archive);
    await restoreEnded(core);
    const warned = await job.get();
    expect(warned.state).toBe("FAILED");
    expect(idsOf(warned)).toContain("holdfast.restore.not-authentic");
    await job.create({ ...archive, ignore_warnings: true });
    await restoreEnded(core);
    expect((await job.get()).state).toBe("SUCCEEDED");
  });

  applianceTest("can be cancelled", async ({ appliance, makeCore, server }) => {
    const archive = await restorable(makeCore(appliance.options));
    const stalled: Fault = { on: "get", path: /000001\.tar/, effect: { kind: "stall" } };
    const core = makeCore({
      ...appliance.options,
      locations: [faultyLocation(memoryLocation({ localhost: server }), [stalled])],
    });
    const { job } = core.operations.restore;
    const before = appliance.listing();
    await job.create(archive);
    expect(await job.cancel()).toMatchObject({ status: "OK" });
    await restoreEnded(core);
    expect(idsOf(await job.get())).toContain("holdfast.job.cancelled");
    expect(await job.cancel()).toMatchObject({ status: "FAIL" });
    expect(appliance.listing()).toEqual(before);
  });
});
