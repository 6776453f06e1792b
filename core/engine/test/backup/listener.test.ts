import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JobStatus } from "@holdfast/core";
import { describe, expect } from "vitest";
import { content } from "../archive/sample-tree.ts";
import { jobTest, success } from "./job-test.ts";

const location = { location: "memory:///place" };

describe("who listens to a job", () => {
  jobTest("hears of all phases, and of progress that never goes back", async ({ directory, makeCore }) => {
    mkdirSync(join(directory, "source"));
    writeFileSync(join(directory, "source/file"), content(300_000));
    const core = makeCore();
    const heard: JobStatus[] = [];
    const job = core.backUp({ location });
    job.subscribe((status) => heard.push(status));
    const unsubscribe = job.subscribe(() => expect.unreachable());
    unsubscribe();
    await success(job);
    expect([...new Set(heard.map(({ phase }) => phase))]).toEqual([
      "preparing",
      "transferring",
      "verifying",
      "committing",
    ]);
    const progress = heard.map((status) => status.progress);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(heard.filter((status) => status.progress === 100).map(({ state }) => state)).toEqual([
      "SUCCEEDED",
    ]);
    expect(heard.at(-1)?.bytes.done).toBeGreaterThan(300_000);
  });

  jobTest("and throws, is not told again, and costs nothing", async ({ directory, makeCore }) => {
    mkdirSync(join(directory, "source"));
    let told = 0;
    const job = makeCore().backUp({ location });
    job.subscribe(() => {
      told++;
      throw new Error("a fault of the listener");
    });
    await success(job);
    expect(told).toBe(1);
  });
});
