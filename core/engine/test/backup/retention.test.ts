import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Fault, faultyLocation, memoryLocation, MemoryServer } from "@holdfast/conformance";
import type { BackupCore } from "@holdfast/core";
import { describe, expect } from "vitest";
import { StoredArchive } from "../restore/stored-archive.ts";
import { idsOf, jobTest, rejectedIds, success } from "./job-test.ts";
import { storedFiles } from "./stored-files.ts";

const location = { location: "memory:///place" };

interface RetentionFixtures {
  source: string;
  coreWith: (...faults: readonly Fault[]) => BackupCore;
}

const retentionTest = jobTest.extend<RetentionFixtures>({
  source: [
    async ({ directory }, use) => {
      const source = join(directory, "source");
      mkdirSync(source);
      writeFileSync(join(source, "file"), "content");
      await use(source);
    },
    { auto: true },
  ],
  coreWith: async ({ server, makeCore }, use) => {
    await use((...faults) =>
      makeCore({ locations: [faultyLocation(memoryLocation({ localhost: server }), faults)] }),
    );
  },
});

/** Makes backups, oldest first. @returns their archives' names */
async function backups(core: BackupCore, count: number): Promise<readonly string[]> {
  const names: string[] = [];
  for (let made = 0; made < count; made++) {
    await success(core.backUp({ location }));
    names.push((await core.list({ location }))[0]!.archive);
  }
  return names;
}

async function namesAt(core: BackupCore): Promise<readonly string[]> {
  return (await core.list({ location })).map(({ archive }) => archive).toReversed();
}

function archiveAt(server: MemoryServer, name: string): StoredArchive {
  return StoredArchive.at(server, `place/test/sn_fw-01/${name}`);
}

describe("a backup with retention", { timeout: 120_000 }, () => {
  retentionTest("leaves the newest archives, itself among them, whole", async ({ coreWith, server }) => {
    const core = coreWith();
    const [first = "", second = ""] = await backups(core, 3);
    const status = await success(core.backUp({ location, keep: 2 }));
    const pruned = status.messages.filter(({ id }) => id === "holdfast.backup.pruned");
    expect(pruned.map(({ args }) => args[0])).toEqual([second, first]);
    expect(await namesAt(core)).toHaveLength(2);
    for (const gone of [first, second]) expect(archiveAt(server, gone).files.size).toBe(0);
    for (const name of await namesAt(core)) {
      expect(await core.verify({ location, archive: name })).toMatchObject({ extent: "content" });
    }
  });

  retentionTest("goes by sequence, not by the clock", async ({ coreWith, server }) => {
    const core = coreWith();
    const [first = "", second = ""] = await backups(core, 2);
    // The first backup was made while the clock was years ahead.
    const early = archiveAt(server, first);
    const renamed = first.replace(/\d{8}-/, "20400101-");
    const late = new StoredArchive(early.directory.replace(first, renamed), early.files);
    late.alterManifest(() => ({ archive: renamed }));
    for (const [name, bytes] of late.files) server.tree.store(`${late.directory}/${name}`.split("/"), bytes);
    server.tree.remove(early.directory.split("/").concat("backup-metadata.json"));
    const { kept, removed } = await core.prune({ location, keep: 1 });
    expect([kept, removed]).toEqual([[second], [renamed]]);
  });

  retentionTest("succeeds though nothing can be removed, and says so", async ({ coreWith }) => {
    const refused: Fault = {
      on: "remove",
      effect: { kind: "error", error: { code: "forbidden", retry: "never", message: "Locked." } },
    };
    const core = coreWith(refused);
    await backups(core, 1);
    const status = await success(core.backUp({ location, keep: 1 }));
    expect(idsOf(status)).toContain("holdfast.backup.not-pruned");
    expect(await namesAt(core)).toHaveLength(2);
  });

  retentionTest(
    "that was cut off leaves no half archive: the next one sweeps",
    async ({ coreWith, server }) => {
      // The manifest is removed, and then nothing more.
      const cut: Fault = {
        on: "remove",
        path: /SHA256SUMS|common/,
        effect: { kind: "error", error: { code: "forbidden", retry: "never", message: "Locked." } },
      };
      const core = coreWith(cut);
      const [first = ""] = await backups(core, 1);
      expect(idsOf(await success(core.backUp({ location, keep: 1 })))).toContain(
        "holdfast.backup.not-pruned",
      );
      expect(await namesAt(core)).not.toContain(first);
      expect(archiveAt(server, first).files.size).toBeGreaterThan(0);
      await core.close();
      const status = await success(coreWith().backUp({ location }));
      expect(idsOf(status)).toContain("holdfast.backup.swept");
      expect(archiveAt(server, first).files.size).toBe(0);
    },
  );
});

describe("pruning", { timeout: 120_000 }, () => {
  retentionTest(
    "touches no other system's archives, not even under the same name",
    async ({ directory, makeCore, coreWith, server }) => {
      const other = makeCore({ stateDir: join(directory, "other state") });
      const [foreign = ""] = await backups(other, 1);
      const neighbour = makeCore({ system: { name: "fw-02", product: "test", version: "1.0", build: "7" } });
      await success(neighbour.backUp({ location }));
      const core = coreWith();
      for (let made = 0; made < 2; made++) await success(core.backUp({ location, adopt: true }));
      const before = storedFiles(server);
      const { kept, removed } = await core.prune({ location, keep: 1 });
      expect([kept.length, removed.length]).toEqual([1, 1]);
      const gone = [...before.keys()].filter((path) => !storedFiles(server).has(path));
      expect(gone.every((path) => path.includes(removed[0]!))).toBe(true);
      expect(archiveAt(server, foreign).files.size).toBeGreaterThan(0);
      expect(await core.list({ location, system: "fw-02" })).toHaveLength(1);
    },
  );

  retentionTest(
    "is not led by a forged sequence, and leaves damaged archives alone",
    async ({ coreWith, server }) => {
      const core = coreWith();
      const [first = "", second = "", third = ""] = await backups(core, 3);
      const forged = archiveAt(server, first);
      forged.alterManifest(() => ({ sequence: 1_000_000 }));
      server.tree.store(
        [...forged.directory.split("/"), "backup-metadata.json"],
        forged.get("backup-metadata.json"),
      );
      server.tree.store(["place", "test", "sn_fw-01", second, "backup-metadata.json"], Buffer.from("{"));
      expect(await core.prune({ location, keep: 1 })).toEqual({
        kept: [third],
        removed: [],
        unreadable: [second],
      });
    },
  );

  retentionTest("can be tried without effect", async ({ coreWith, server }) => {
    const core = coreWith();
    const [first = "", second = ""] = await backups(core, 2);
    const before = storedFiles(server);
    const report = await core.prune({ location, keep: 1, dryRun: true });
    expect(report).toEqual({ kept: [second], removed: [first], unreadable: [] });
    expect(storedFiles(server)).toEqual(before);
  });

  retentionTest("is refused while a backup runs", async ({ coreWith }) => {
    const core = coreWith({ on: "put", path: /SHA256SUMS/, effect: { kind: "stall" } });
    const job = core.backUp({ location });
    expect((await rejectedIds(core.prune({ location, keep: 1 })))[0]).toBe("holdfast.job.feature-in-use");
    expect(await core.prune({ location, keep: 1, dryRun: true })).toMatchObject({ removed: [] });
    job.cancel();
    await job.finished;
  });

  retentionTest("keeps one archive at least", async ({ coreWith }) => {
    const core = coreWith();
    expect(await rejectedIds(core.prune({ location, keep: 0 }))).toEqual(["holdfast.catalog.bad-keep"]);
    expect(() => core.backUp({ location, keep: 0.5 })).toThrow("not a number of archives");
  });

  retentionTest("is refused where nothing can be removed", async ({ makeCore }) => {
    const server = new MemoryServer({ capabilities: { remove: false } });
    const core = makeCore({ locations: [memoryLocation({ localhost: server })] });
    const ids = await rejectedIds(core.prune({ location, keep: 1 }));
    expect(ids).toEqual(["holdfast.catalog.not-prunable"]);
  });
});
