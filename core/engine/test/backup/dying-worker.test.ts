import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { directoryPart } from "@holdfast/core";
import { expect } from "vitest";
import { failureOf, jobTest, success } from "./job-test.ts";

const location = { location: "memory:///place" };

jobTest(
  "a worker that runs out of memory fails the job, and nothing else",
  async ({ directory, makeCore }) => {
    const source = join(directory, "source");
    mkdirSync(source);
    // A worker's heap is limited: what does not fit into it, though into this one, ends the worker.
    const exclude = Array.from({ length: 2_000_000 }, (_, index) => `name that is left out ${index}`);
    const core = makeCore({ parts: [directoryPart({ id: "common", roots: [source], exclude })] });
    expect(await failureOf(core.backUp({ location }))).toBe("holdfast.pipeline.worker-failed");
    await core.close();
    await success(makeCore().backUp({ location }));
  },
);
