import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type Fault, faultyLocation, memoryLocation } from "@holdfast/conformance";
import type { JobHandle, JobPhase } from "@holdfast/core";
import { expect } from "vitest";
import { failureOf, success } from "../../backup/job-test.ts";
import { applianceTest, location } from "./appliance-test.ts";

const request = { location, archive: "latest" };

applianceTest(
  "a restore that is cancelled while it unpacks changes nothing",
  async ({ appliance, makeCore, escrow, server }) => {
    await success(
      makeCore(appliance.options).backUp({ location, recipients: [escrow.recipient.toString()] }),
    );
    appliance.fill("new");
    const later = appliance.listing();
    const slow: Fault = { on: "get", path: /statistics\.0/, effect: { kind: "delay", milliseconds: 30_000 } };
    const locations = [faultyLocation(memoryLocation({ localhost: server }), [slow])];
    const core = makeCore({ ...appliance.options, locations });
    const job = core.restoreAppliance({ ...request, key: { identities: [escrow.toText()] } });
    await phaseOf(job, "unpacking");
    const asked = performance.now();
    job.cancel();
    expect(await failureOf(job)).toBe("holdfast.job.cancelled");
    expect(performance.now() - asked).toBeLessThan(2000);
    await core.close();
    expect(appliance.listing()).toEqual(later);
    expect(appliance.leftovers()).toEqual([]);
    expect(appliance.called).toEqual([]);
  },
);

applianceTest(
  "one that is cancelled while it stops the appliance starts it again",
  async ({ appliance, makeCore, escrow, directory }) => {
    const stopping = `${directory}/stopping`;
    const { start } = appliance.options.restore!;
    const stop = ["sh", "-c", 'touch "$0"; sleep 1000', stopping];
    const core = makeCore({ ...appliance.options, restore: { stop, ...(start && { start }) } });
    await success(core.backUp({ location, recipients: [escrow.recipient.toString()] }));
    appliance.fill("new");
    const later = appliance.listing();
    const job = core.restoreAppliance({ ...request, key: { identities: [escrow.toText()] } });
    while (!existsSync(stopping)) await sleep(20);
    job.cancel();
    expect(await failureOf(job)).toBe("holdfast.job.cancelled");
    expect(appliance.called).toEqual(["start"]);
    expect(appliance.listing()).toEqual(later);
    expect(appliance.leftovers()).toEqual([]);
  },
);

applianceTest("once files are exchanged it is too late", async ({ appliance, makeCore, escrow }) => {
  const core = makeCore(appliance.options);
  await success(core.backUp({ location, recipients: [escrow.recipient.toString()] }));
  appliance.fill("new");
  const job = core.restoreAppliance({ ...request, key: { identities: [escrow.toText()] } });
  await phaseOf(job, "swapping");
  expect(job.status.cancelable).toBe(false);
  expect(() => job.cancel()).toThrow("can no longer be cancelled");
  await success(job);
  expect(appliance.sessions).toBe("old sessions\n");
});

/** Waits until a job has come to a phase. */
function phaseOf(job: JobHandle, phase: JobPhase): Promise<void> {
  return new Promise((resolve) => {
    const stop = job.subscribe((status) => {
      if (status.phase !== phase) return;
      stop();
      resolve();
    });
  });
}
