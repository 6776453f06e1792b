import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Fault, faultyLocation, memoryLocation } from "@holdfast/conformance";
import {
  type BackupCore,
  type BackupJobStatus,
  type BackupPiece,
  directoryPart,
  type ErrorType,
  isHoldfastError,
} from "@holdfast/core";
import { file } from "@holdfast/location-file";
import { expect } from "vitest";
import { content } from "../archive/sample-tree.ts";
import { type GivenOptions, idsOf, jobTest } from "../backup/job-test.ts";

interface OperationsFixtures {
  /** A core with the mandatory part `common` and the optional part `seat`; the memory location has the faults. */
  coreWith: (faults?: readonly Fault[], options?: GivenOptions) => BackupCore;
}

/** A test of the operations, on a system with two small parts. */
export const operationsTest = jobTest.extend<OperationsFixtures>({
  coreWith: async ({ directory, server, makeCore }, use) => {
    const roots = ["common", "seat"].map((name) => join(directory, name));
    for (const root of roots) {
      mkdirSync(root);
      writeFileSync(join(root, "file"), content(20_000));
    }
    const [common = "", seat = ""] = roots;
    const parts = [
      directoryPart({ id: "common", name: "Configuration", roots: [common] }),
      directoryPart({ id: "seat", roots: [seat], optional: true, selectedByDefault: false }),
    ];
    await use((faults = [], options = {}) =>
      makeCore({
        parts,
        locations: [file, faultyLocation(memoryLocation({ localhost: server }), faults)],
        ...options,
      }),
    );
  },
});

/** A backup of the mandatory part to the memory location, without a password. */
export const piece: BackupPiece = { parts: [], location_type: "MEMORY", location: "memory:///place" };

/** A fault that keeps a backup running until it is cancelled. */
export const endless: Fault = { on: "put", path: /SHA256SUMS/, effect: { kind: "stall" } };

/** Waits until a job has ended. */
export async function ended(core: BackupCore, { id }: { id: string }): Promise<BackupJobStatus> {
  const { job } = core.operations.backup;
  await expect.poll(async () => (await job.get(id)).state, { timeout: 60_000 }).not.toBe("INPROGRESS");
  return job.get(id);
}

/** Makes a backup that must succeed. */
export async function backedUp(core: BackupCore, given: Partial<BackupPiece> = {}): Promise<BackupJobStatus> {
  const created = await core.operations.backup.job.create({ ...piece, ...given });
  const status = await ended(core, created);
  if (status.state !== "SUCCEEDED")
    throw new Error(status.messages.map((each) => each.default_message).join("\n"));
  return status;
}

/** The error type and the message ids of the HoldfastError that an operation rejects with. */
export async function refusal(
  operation: Promise<unknown>,
): Promise<readonly [ErrorType, ...string[]] | undefined> {
  try {
    await operation;
    return undefined;
  } catch (error) {
    if (!isHoldfastError(error)) throw error;
    return [error.errorType, ...idsOf(error)];
  }
}
