import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { type Fault, faultyLocation, memoryLocation, MemoryServer } from "@holdfast/conformance";
import {
  type BackupCore,
  createBackupCore,
  directoryPart,
  isHoldfastError,
  type JobStatus,
} from "@holdfast/core";
import { describe, expect, test } from "vitest";
import { recoveryClient } from "../src/index.ts";

interface ClientFixtures {
  directory: string;
  /** A core with the part `common`, on one state directory; closed when the test is over. */
  makeCore: (...faults: readonly Fault[]) => BackupCore;
}

const clientTest = test.extend<ClientFixtures>({
  // oxlint-disable-next-line no-empty-pattern
  directory: async ({}, use) => {
    const directory = mkdtempSync(join(tmpdir(), "holdfast-client-"));
    writeFileSync(join(directory, "settings"), "port = 22\n");
    await use(directory);
    rmSync(directory, { recursive: true });
  },
  makeCore: async ({ directory }, use) => {
    const server = new MemoryServer();
    const cores: BackupCore[] = [];
    await use((...faults) => {
      const core = createBackupCore({
        system: { name: "fw-01", product: "test", version: "1.0", build: "7" },
        stateDir: join(directory, "state"),
        parts: [directoryPart({ id: "common", roots: [join(directory, "settings")] })],
        locations: [faultyLocation(memoryLocation({ localhost: server }), faults)],
      });
      cores.push(core);
      return core;
    });
    await Promise.all(cores.map((core) => core.close()));
  },
});

const piece = { parts: [], location_type: "MEMORY", location: "memory:///place" } as const;
const slow: Fault = { on: "put", path: /SHA256SUMS/, effect: { kind: "delay", milliseconds: 1500 } };

async function all(events: AsyncIterable<JobStatus>): Promise<readonly JobStatus[]> {
  return Array.fromAsync(events);
}

describe("the client", () => {
  clientTest("has the operations by their names, and their errors", async ({ makeCore }) => {
    const client = recoveryClient(makeCore());
    expect(await client.recovery.get()).toEqual({ supported: true });
    const { id } = await client.backup.job.create(piece);
    await expect(client.backup.job.create(piece)).rejects.toMatchObject({ errorType: "FEATURE_IN_USE" });
    await all(client.events(id));
    expect(await client.backup.job.list()).toEqual([id]);
    expect(await client.backup.systemName.list(piece)).toEqual(["fw-01"]);
  });
});

describe("a job's events", { timeout: 120_000 }, () => {
  clientTest("go on to its end, forward only", async ({ makeCore }) => {
    const client = recoveryClient(makeCore());
    const { id } = await client.backup.job.create(piece);
    const events = await all(client.events(id));
    expect(events[0]?.state).toBe("INPROGRESS");
    expect(events.at(-1)).toMatchObject({ id, state: "SUCCEEDED", progress: 100 });
    expect(events.slice(0, -1).every(({ state }) => state === "INPROGRESS")).toBe(true);
    const progress = events.map((status) => status.progress);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    const phases = [...new Set(events.map(({ phase }) => phase))];
    expect(phases).toEqual(["preparing", "transferring", "verifying", "committing"]);
  });

  clientTest("of a job that has ended are its one last status", async ({ makeCore }) => {
    const client = recoveryClient(makeCore());
    const { id } = await client.backup.job.create(piece);
    await all(client.events(id));
    expect((await all(client.events(id))).map(({ state }) => state)).toEqual(["SUCCEEDED"]);
  });

  clientTest("of another process's job are seen, too", async ({ makeCore }) => {
    const { id } = await recoveryClient(makeCore(slow)).backup.job.create(piece);
    const events = await all(recoveryClient(makeCore()).events(id));
    expect(events[0]?.state).toBe("INPROGRESS");
    expect(events.at(-1)?.state).toBe("SUCCEEDED");
  });

  clientTest("skip what a slow reader has no time for", async ({ makeCore }) => {
    const client = recoveryClient(makeCore());
    const { id } = await client.backup.job.create(piece);
    const events = client.events(id)[Symbol.asyncIterator]();
    await events.next();
    await expect
      .poll(async () => (await client.backup.job.get(id)).state, { timeout: 60_000 })
      .toBe("SUCCEEDED");
    expect((await events.next()).value).toMatchObject({ state: "SUCCEEDED" });
    expect(await events.next()).toEqual({ done: true, value: undefined });
  });

  clientTest("end when their reader wants no more", async ({ makeCore }) => {
    const client = recoveryClient(makeCore(slow));
    const { id } = await client.backup.job.create(piece);
    for await (const { state } of client.events(id)) {
      expect(state).toBe("INPROGRESS");
      break;
    }
    const ending = new AbortController();
    const rest = all(client.events(id, ending.signal));
    await setImmediate();
    ending.abort(new Error("enough"));
    await expect(rest).rejects.toThrow("enough");
    await client.backup.job.cancel(id);
  });

  clientTest("are refused for a job that nobody knows", async ({ makeCore }) => {
    const events = all(recoveryClient(makeCore()).events("20200101-000000-7"));
    const error = await events.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(isHoldfastError(error) && error.errorType).toBe("NOT_FOUND");
  });
});
