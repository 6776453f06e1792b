import { join } from "node:path";
import { memoryLocation, MemoryServer } from "@holdfast/conformance";
import {
  type BackupCore,
  type BackupCoreOptions,
  createBackupCore,
  directoryPart,
  isHoldfastError,
  type JobHandle,
  type JobStatus,
  type PipelineGeometry,
  type TransferSettings,
} from "@holdfast/core";
import { file } from "@holdfast/location-file";
import { generateIdentity, type Identity } from "../../src/seal/age/identity.ts";
import { directoryTest } from "../scratch-directory.ts";

/** Sizes with which a small tree fills many volumes. */
export const smallGeometry: PipelineGeometry = {
  sliceSize: 4096,
  slots: 4,
  volumeSize: 65_536,
  buffers: 3,
  workers: 1,
};

/** Patience that a test has. */
export const quickTransfer: Pick<TransferSettings, "stallMs" | "retry"> = {
  stallMs: 10_000,
  retry: { tries: 3, firstDelayMs: 1, longestDelayMs: 5 },
};

/** A core's options, of which a test gives those that matter to it. */
export type GivenOptions = Partial<BackupCoreOptions>;

interface JobFixtures {
  /** Backs up `source` in the test's directory; closed when the test is over. */
  makeCore: (options?: GivenOptions) => BackupCore;
  /** What is stored at `memory:///place`. */
  server: MemoryServer;
  /** An escrow recipient, who needs no scrypt. */
  escrow: Identity;
}

/** A test with an empty directory, and cores that work in it. */
export const jobTest = directoryTest.extend<JobFixtures>({
  // oxlint-disable-next-line no-empty-pattern
  server: async ({}, use) => use(new MemoryServer()),
  // oxlint-disable-next-line no-empty-pattern
  escrow: async ({}, use) => use(generateIdentity()),
  makeCore: async ({ directory, server }, use) => {
    const cores: BackupCore[] = [];
    await use((options = {}) => {
      const { settings, ...others } = options;
      const core = createBackupCore({
        system: { name: "fw-01", product: "test", version: "1.0", build: "7" },
        stateDir: join(directory, "state"),
        parts: [directoryPart({ id: "common", roots: [join(directory, "source")] })],
        locations: [file, memoryLocation({ localhost: server })],
        settings: { pipeline: smallGeometry, transfer: quickTransfer, ...settings },
        ...others,
      });
      cores.push(core);
      return core;
    });
    await Promise.all(cores.map((core) => core.close()));
  },
});

/** The ids of what a job said. */
export function idsOf({ messages }: Pick<JobStatus, "messages">): readonly string[] {
  return messages.map(({ id }) => id);
}

/** Waits for a job that must succeed. */
export async function success(job: JobHandle): Promise<JobStatus> {
  const status = await job.finished;
  if (status.state !== "SUCCEEDED")
    throw new Error(status.messages.map((each) => each.default_message).join("\n"));
  return status;
}

/** Waits for a job that must fail. @returns the id of the message that ended it */
export async function failureOf(job: JobHandle): Promise<string | undefined> {
  const status = await job.finished;
  if (status.state !== "FAILED") throw new Error(`The job is ${status.state}.`);
  return status.messages.at(-1)?.id;
}

/** The ids of the HoldfastError that a promise rejects with; empty when it does not reject. */
export async function rejectedIds(work: Promise<unknown>): Promise<readonly string[]> {
  try {
    await work;
    return [];
  } catch (error) {
    if (!isHoldfastError(error)) throw error;
    return idsOf(error);
  }
}
