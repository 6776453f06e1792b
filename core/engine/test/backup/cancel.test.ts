import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { type Fault, faultyLocation, memoryLocation } from "@holdfast/conformance";
import { Secret } from "@holdfast/contract";
import type { BackupCore, JobHandle } from "@holdfast/core";
import { describe, expect } from "vitest";
import { content } from "../archive/sample-tree.ts";
import { failureOf, idsOf, jobTest, success } from "./job-test.ts";
import { storedFiles } from "./stored-files.ts";

const location = { location: "memory:///place" };
const longestMs = 2000;

const cancelTest = jobTest.extend<{ coreWith: (...faults: readonly Fault[]) => BackupCore }>({
  coreWith: async ({ directory, server, makeCore }, use) => {
    mkdirSync(join(directory, "source"));
    for (const name of ["one", "two"]) writeFileSync(join(directory, "source", name), content(150_000));
    await use((...faults) =>
      makeCore({ locations: [faultyLocation(memoryLocation({ localhost: server }), faults)] }),
    );
  },
});

/** Cancels the job as soon as it is in this phase. */
async function cancelIn(job: JobHandle, phase: string): Promise<void> {
  const entered = Promise.withResolvers<void>();
  const look = (): void => {
    if (job.status.phase === phase) entered.resolve();
  };
  job.subscribe(look);
  look();
  await entered.promise;
  job.cancel();
}

function delayed(on: "connect" | "put" | "get" | "stat", path: RegExp): Fault {
  return { on, path, effect: { kind: "delay", milliseconds: 60_000 } };
}

describe("a backup that is cancelled", () => {
  cancelTest.for<{ what: string; phase: string; fault: Fault }>([
    { what: "while it connects", phase: "preparing", fault: delayed("connect", /^/) },
    { what: "while it looks for older archives", phase: "preparing", fault: delayed("stat", /^/) },
    { what: "while it stores volumes", phase: "transferring", fault: delayed("put", /000002/) },
    { what: "while it reads them back", phase: "transferring", fault: delayed("get", /000002/) },
    { what: "after the last volume", phase: "verifying", fault: delayed("put", /SHA256SUMS/) },
  ])("$what is FAILED at once, and leaves nothing", async ({ phase, fault }, { coreWith, server }) => {
    const core = coreWith(fault);
    const job = core.backUp({ location });
    await cancelIn(job, phase);
    const begin = performance.now();
    expect(await failureOf(job)).toBe("holdfast.job.cancelled");
    expect(performance.now() - begin).toBeLessThan(longestMs);
    await core.close();
    expect([...storedFiles(server).keys()]).toEqual([]);
  });

  cancelTest("while its password is being stretched is FAILED at once", async ({ coreWith }) => {
    const core = coreWith();
    const job = core.backUp({ location, password: new Secret("Correct-horse-7") });
    job.cancel();
    expect(await failureOf(job)).toBe("holdfast.job.cancelled");
    expect(() => job.cancel()).toThrow("The job is not running");
  });

  cancelTest("once its manifest is on its way is not", async ({ coreWith }) => {
    const core = coreWith({
      on: "put",
      path: /metadata\.json/,
      effect: { kind: "delay", milliseconds: 300 },
    });
    const job = core.backUp({ location });
    await expect(cancelIn(job, "committing")).rejects.toMatchObject({
      messages: [{ id: "holdfast.job.too-late" }],
    });
    await success(job);
    expect(await core.list({ location })).toHaveLength(1);
  });

  cancelTest("lets the next one begin at once", async ({ coreWith, server }) => {
    const core = coreWith(delayed("put", /000002/));
    const cancelled = core.backUp({ location });
    await cancelIn(cancelled, "transferring");
    await cancelled.finished;
    const next = await success(coreWith().backUp({ location }));
    expect(next.id > cancelled.id).toBe(true);
    await core.close();
    const directories = new Set([...storedFiles(server).keys()].map((path) => path.split("/")[3]));
    expect(directories.size).toBe(1);
  });

  cancelTest("by the end of its core is FAILED", async ({ coreWith, server }) => {
    const core = coreWith(delayed("put", /000002/));
    const job = core.backUp({ location });
    await core.close();
    expect(idsOf(job.status)).toContain("holdfast.job.cancelled");
    expect([...storedFiles(server).keys()]).toEqual([]);
  });
});

describe("a restore that is cancelled", () => {
  cancelTest("is FAILED at once", async ({ coreWith, directory }) => {
    await success(coreWith().backUp({ location }));
    const core = coreWith(delayed("get", /000003/));
    const job = core.restore({ location, archive: "latest", target: join(directory, "target") });
    await cancelIn(job, "unpacking");
    expect(await failureOf(job)).toBe("holdfast.job.cancelled");
  });
});

describe("a location that fails to tidy up", () => {
  cancelTest(
    "is left to the next backup, which tells what it removed, or could not",
    async ({ coreWith, server }) => {
      const refused = {
        kind: "error",
        error: { code: "forbidden", retry: "never", message: "No." },
      } as const;
      const stubborn = (): BackupCore =>
        coreWith({ on: "remove", effect: refused }, { on: "put", path: /000002/, nth: 1, effect: refused });
      const core = stubborn();
      expect(await failureOf(core.backUp({ location }))).toBe("holdfast.location.forbidden");
      await core.close();
      expect(storedFiles(server).size).toBeGreaterThan(0);

      const again = coreWith({ on: "remove", effect: refused });
      expect(idsOf(await success(again.backUp({ location })))).toContain("holdfast.backup.not-swept");
      await again.close();

      const status = await success(coreWith().backUp({ location }));
      expect(idsOf(status)).toContain("holdfast.backup.swept");
      expect(await coreWith().list({ location })).toHaveLength(2);
      const directories = new Set([...storedFiles(server).keys()].map((path) => path.split("/")[3]));
      expect(directories.size).toBe(2);
    },
  );
});
