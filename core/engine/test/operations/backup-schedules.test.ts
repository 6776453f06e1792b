import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { memoryLocation, MemoryServer } from "@holdfast/conformance";
import { Secret } from "@holdfast/contract";
import type { ScheduleCreateSpec, SecretStore } from "@holdfast/core";
import { describe, expect } from "vitest";
import { StateDatabase } from "../../src/state/database.ts";
import { idsOf } from "../backup/job-test.ts";
import { backedUp, ended, endless, operationsTest, piece, refusal } from "./operations-test.ts";

const minimal: ScheduleCreateSpec = { location: "memory:///place" };
const backup_password = new Secret("Correct-horse-7");
const location_password = new Secret("let me in");
const full: ScheduleCreateSpec = {
  ...minimal,
  location_user: "backup",
  location_password,
  backup_password,
  parts: ["seat"],
  enable: false,
  recurrence_info: { minute: 5, hour: 23, days: ["MONDAY", "FRIDAY"] },
  retention_info: { max_count: 3 },
  fast_backup: true,
};

describe("backup.schedules", { timeout: 120_000 }, () => {
  operationsTest("keep what they are given, apart from passwords, over restarts", async ({ coreWith }) => {
    const core = coreWith();
    await core.operations.backup.schedules.create("default", full);
    await core.operations.backup.schedules.create("a second one", minimal);
    await core.operations.backup.schedules.create("nächtlich", { ...minimal, backup_password });
    await core.operations.backup.schedules.delete("nächtlich");
    await core.close();
    const { schedules } = coreWith().operations.backup;
    expect(await schedules.get("default")).toEqual({
      location: "memory:///place",
      location_user: "backup",
      parts: ["seat"],
      enable: false,
      recurrence_info: { minute: 5, hour: 23, days: ["MONDAY", "FRIDAY"] },
      retention_info: { max_count: 3 },
      fast_backup: true,
    });
    expect(await schedules.get("a second one")).toEqual({
      location: "memory:///place",
      parts: [],
      enable: true,
      fast_backup: false,
    });
    expect([...(await schedules.list()).keys()]).toEqual(["a second one", "default"]);
  });

  operationsTest("update what is given, and nothing else", async ({ coreWith }) => {
    const { schedules } = coreWith().operations.backup;
    await schedules.create("default", full);
    const before = await schedules.get("default");
    await schedules.update("default", {});
    expect(await schedules.get("default")).toEqual(before);
    await schedules.update("default", { enable: true, retention_info: { max_count: 0 } });
    const { retention_info: _gone, ...others } = before;
    expect(await schedules.get("default")).toEqual({ ...others, enable: true });
    await schedules.update("default", { recurrence_info: { minute: 0, hour: 1 }, parts: [] });
    expect((await schedules.get("default")).recurrence_info).toEqual({ minute: 0, hour: 1 });
    expect(await schedules.get("default")).toMatchObject({
      parts: [],
      location_user: "backup",
    });
  });

  operationsTest("take a password to no other server than it was given for", async ({ coreWith }) => {
    const { schedules } = coreWith().operations.backup;
    await schedules.create("default", { ...full, location: "memory://one.example/place" });
    const elsewhere = "memory://two.example/place";
    expect(await refusal(schedules.update("default", { location: elsewhere }))).toEqual([
      "INVALID_ARGUMENT",
      "holdfast.schedule.password-elsewhere",
    ]);
    expect((await schedules.get("default")).location).toBe("memory://one.example/place");
    await schedules.update("default", { location: "memory://one.example/another" });
    await schedules.update("default", { location: elsewhere, location_password });
    expect((await schedules.get("default")).location).toBe(elsewhere);
    await schedules.create("without a password", { location: "memory://one.example/place" });
    await schedules.update("without a password", { location: elsewhere });
  });

  operationsTest("are deleted with their passwords", async ({ directory, coreWith }) => {
    const core = coreWith();
    const { schedules } = core.operations.backup;
    await schedules.create("default", full);
    await schedules.delete("default");
    expect((await schedules.list()).size).toBe(0);
    await schedules.create("default", minimal);
    const status = await ended(core, await schedules.run("default"));
    expect(idsOf(status)).toContain("holdfast.backup.not-sealed");
    await core.close();
    const database = new StateDatabase(join(directory, "state"));
    expect(database.row("SELECT count(*) AS count FROM secrets")).toEqual({ count: 0 });
    database.close();
  });

  operationsTest("refuse what cannot be", async ({ coreWith }) => {
    const { schedules } = coreWith().operations.backup;
    await schedules.create("default", minimal);
    const refusals = {
      exists: await refusal(schedules.create("default", minimal)),
      name: await refusal(schedules.create("../etc", minimal)),
      password: await refusal(
        schedules.create("other", { ...minimal, backup_password: new Secret("Short-1") }),
      ),
      location: await refusal(schedules.create("other", { location: "host/dir" })),
      part: await refusal(schedules.create("other", { ...minimal, parts: ["moon"] })),
      minute: await refusal(schedules.update("default", { recurrence_info: { minute: 60, hour: 1 } })),
      count: await refusal(schedules.update("default", { retention_info: { max_count: -1 } })),
      get: await refusal(schedules.get("moon")),
      update: await refusal(schedules.update("moon", {})),
      delete: await refusal(schedules.delete("moon")),
      run: await refusal(schedules.run("moon")),
    };
    expect(refusals).toEqual({
      exists: ["ALREADY_EXISTS", "holdfast.schedule.exists"],
      name: ["INVALID_ARGUMENT", "holdfast.schedule.bad-id"],
      password: ["INVALID_ARGUMENT", "holdfast.policy.password-too-short"],
      location: ["INVALID_ARGUMENT", "holdfast.transfer.no-type"],
      part: ["INVALID_ARGUMENT", "holdfast.backup.unknown-part"],
      minute: ["INVALID_ARGUMENT", "holdfast.schedule.bad-recurrence"],
      count: ["INVALID_ARGUMENT", "holdfast.catalog.bad-keep"],
      get: ["NOT_FOUND", "holdfast.schedule.unknown"],
      update: ["NOT_FOUND", "holdfast.schedule.unknown"],
      delete: ["NOT_FOUND", "holdfast.schedule.unknown"],
      run: ["NOT_FOUND", "holdfast.schedule.unknown"],
    });
    expect((await schedules.list()).size).toBe(1);
  });

  operationsTest("refuse retention where nothing can be removed", async ({ makeCore }) => {
    const append = new MemoryServer({ capabilities: { remove: false } });
    const hosts = { localhost: append };
    const { schedules } = makeCore({ locations: [memoryLocation(hosts)] }).operations.backup;
    const retaining = { ...minimal, retention_info: { max_count: 3 } };
    expect(await refusal(schedules.create("default", retaining))).toEqual([
      "INVALID_ARGUMENT",
      "holdfast.catalog.not-prunable",
    ]);
    await schedules.create("default", minimal);
    // What cannot be reached now may be there when the schedule is due.
    await schedules.create("later", { ...retaining, location: "memory://elsewhere/place" });
  });
});

describe("schedules that are changed at the same time", () => {
  operationsTest("keep what each of the changes gave", async ({ coreWith }) => {
    const { schedules } = coreWith().operations.backup;
    await schedules.create("default", full);
    await Promise.all([
      schedules.update("default", { enable: true }),
      schedules.update("default", { parts: [] }),
      schedules.update("default", { recurrence_info: { minute: 1, hour: 2 } }),
    ]);
    expect(await schedules.get("default")).toMatchObject({
      enable: true,
      parts: [],
      recurrence_info: { minute: 1, hour: 2 },
    });
  });
});

describe("backup.schedules.run", { timeout: 120_000 }, () => {
  operationsTest("backs up as the schedule says, and keeps what it says", async ({ coreWith }) => {
    const core = coreWith();
    const { schedules } = core.operations.backup;
    await backedUp(core, { comment: "first" });
    await schedules.create("default", { ...full, fast_backup: false, retention_info: { max_count: 2 } });
    for (const comment of ["second", "third"]) {
      const status = await ended(core, await schedules.run("default", comment));
      expect(status.state).toBe("SUCCEEDED");
    }
    const location = { location: minimal.location };
    const archives = await core.list({ location });
    expect(archives.map(({ archive, comment }) => [archive[0], comment])).toEqual([
      ["S", "third"],
      ["S", "second"],
    ]);
    const key = { password: backup_password };
    const { manifest, authentic } = await core.show({ location, archive: "latest", key });
    expect(authentic).toBe(true);
    expect(manifest.holdfast.parts.map(({ id }) => id)).toEqual(["common", "seat"]);
  });

  operationsTest("is refused while another job runs", async ({ coreWith }) => {
    const core = coreWith([endless]);
    await core.operations.backup.schedules.create("default", minimal);
    await core.operations.backup.job.create(piece);
    expect((await refusal(core.operations.backup.schedules.run("default")))?.[0]).toBe("FEATURE_IN_USE");
  });
});

describe("the passwords of schedules", { timeout: 120_000 }, () => {
  operationsTest("log in at the location, also after a restart", async ({ coreWith }) => {
    const hosts = { localhost: new MemoryServer({ password: location_password.reveal() }) };
    const locations = [memoryLocation(hosts)];
    const first = coreWith([], { locations });
    await first.operations.backup.schedules.create("default", full);
    await first.close();
    const core = coreWith([], { locations });
    const { schedules } = core.operations.backup;
    expect((await ended(core, await schedules.run("default"))).state).toBe("SUCCEEDED");
    await schedules.update("default", { location_password: new Secret("wrong") });
    const refused = await ended(core, await schedules.run("default"));
    expect(idsOf(refused)).toContain("holdfast.location.unauthenticated");
  });

  operationsTest("stand nowhere in clear", async ({ directory, coreWith }) => {
    const core = coreWith();
    await core.operations.backup.schedules.create("default", full);
    const state = join(directory, "state");
    const files = readdirSync(state).map((name) => readFileSync(join(state, name), "latin1"));
    for (const secret of [backup_password, location_password]) {
      expect(files.filter((content) => content.includes(secret.reveal()))).toEqual([]);
    }
  });

  operationsTest(
    "that are lost keep the schedule from running, least of all unsealed",
    async ({ directory, coreWith }) => {
      const core = coreWith();
      const { schedules } = core.operations.backup;
      await schedules.create("default", full);
      rmSync(join(directory, "state/secrets.key"));
      expect(await refusal(schedules.run("default"))).toEqual(["ERROR", "holdfast.state.secret-unreadable"]);
      await schedules.update("default", { backup_password, location_password });
      expect((await ended(core, await schedules.run("default"))).state).toBe("SUCCEEDED");
    },
  );

  operationsTest("lie where the embedder wants them", async ({ directory, coreWith }) => {
    const vault = new Map<string, Secret>();
    const secretStore: SecretStore = {
      set: async (name, secret) => void vault.set(name, secret),
      get: async (name) => vault.get(name),
      delete: async (name) => void vault.delete(name),
    };
    const core = coreWith([], { secretStore });
    const { schedules } = core.operations.backup;
    await schedules.create("default", full);
    expect([...vault.keys()]).toEqual([
      "schedule/default/location-password",
      "schedule/default/backup-password",
    ]);
    expect(readdirSync(join(directory, "state"))).not.toContain("secrets.key");
    expect((await ended(core, await schedules.run("default"))).state).toBe("SUCCEEDED");
    vault.delete("schedule/default/backup-password");
    expect(await refusal(schedules.run("default"))).toEqual(["ERROR", "holdfast.state.secret-missing"]);
    await schedules.delete("default");
    expect(vault.size).toBe(0);
    const broken: SecretStore = {
      ...secretStore,
      set: () => Promise.reject(new Error("The vault is sealed")),
    };
    const { schedules: others } = coreWith([], { secretStore: broken }).operations.backup;
    expect(await refusal(others.create("default", full))).toEqual([
      "ERROR",
      "holdfast.state.secret-store-failed",
    ]);
    expect((await others.list()).size).toBe(0);
  });
});
