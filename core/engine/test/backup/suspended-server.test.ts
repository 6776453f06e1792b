import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Secret } from "@holdfast/contract";
import type { BackupCore, LocationRequest } from "@holdfast/core";
import { sftp } from "@holdfast/location-sftp";
import { describeWith } from "@holdfast/testservers";
import { startOpenssh } from "@holdfast/testservers/openssh";
import { afterAll, describe, expect, test } from "vitest";
import { content } from "../archive/sample-tree.ts";
import { idsOf, jobTest, success } from "./job-test.ts";

const stallMs = 2000;

await describeWith({ describe, test, afterAll }, "openssh", startOpenssh, (server) => {
  const location: LocationRequest = {
    location: `sftp://127.0.0.1:${server.port}${server.directory}/backups`,
    user: server.user,
    privateKey: { key: new Secret(server.identity.privateKey) },
    trust: { knownHosts: server.knownHosts },
  };

  function makeSource(directory: string): void {
    mkdirSync(join(directory, "source"));
    for (let index = 0; index < 40; index++) {
      writeFileSync(join(directory, `source/${index}`), content(2_000_000 + index));
    }
  }

  /** Starts a job and stops the server in its middle. */
  async function startAndSuspend(core: BackupCore): Promise<ReturnType<BackupCore["backUp"]>> {
    const job = core.backUp({ location, verify: "none" });
    while (job.status.bytes.stored === 0) {
      if (job.status.state === "FAILED") throw new Error(job.status.messages.at(-1)?.default_message);
      await sleep(1);
    }
    server.suspend();
    return job;
  }

  const settings = {
    pipeline: { sliceSize: 65_536, slots: 4, volumeSize: 262_144, buffers: 3, workers: 1 },
    transfer: { stallMs, retry: { tries: 3, firstDelayMs: 100, longestDelayMs: 500 } },
  };

  jobTest("fails the job when it takes no byte any more", async ({ directory, makeCore }) => {
    makeSource(directory);
    const core = makeCore({ locations: [sftp], settings });
    const job = await startAndSuspend(core);
    try {
      const status = await job.finished;
      expect(status.state).toBe("FAILED");
      expect(idsOf(status)).toContain("holdfast.transfer.stalled");
    } finally {
      server.resume();
    }
    await success(core.backUp({ location, verify: "sample" }));
    expect(await core.list({ location })).toHaveLength(1);
  });

  jobTest("does not hold up a cancellation", async ({ directory, makeCore }) => {
    makeSource(directory);
    const core = makeCore({
      locations: [sftp],
      settings,
      system: { name: "fw-02", product: "test", version: "1.0", build: "7" },
    });
    const job = await startAndSuspend(core);
    try {
      job.cancel();
      const status = await job.finished;
      expect(idsOf(status)).toContain("holdfast.job.cancelled");
    } finally {
      server.resume();
    }
  });
});
