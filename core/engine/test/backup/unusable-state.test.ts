import { mkdirSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { failureOf, jobTest, success } from "./job-test.ts";

const location = { location: "memory:///place" };

describe("host keys that cannot be read", () => {
  jobTest("fail the job, which ends, and the next one works", async ({ directory, makeCore }) => {
    mkdirSync(join(directory, "source"));
    writeFileSync(join(directory, "source/file"), "");
    const core = makeCore();
    await success(core.backUp({ location }));
    const knownHosts = join(directory, "state/known_hosts");
    mkdirSync(knownHosts);
    expect(await failureOf(core.backUp({ location }))).toBe("holdfast.state.failed");
    const restore = core.restore({ location, archive: "latest", target: join(directory, "target") });
    expect(await failureOf(restore)).toBe("holdfast.state.failed");
    rmdirSync(knownHosts);
    await success(core.backUp({ location }));
  });
});
