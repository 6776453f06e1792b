import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { message } from "../messages/catalogue.ts";
import { HoldfastError } from "../messages/holdfast-error.ts";
import { sqlite } from "./sqlite.ts";
import { ensureStateFile, prepareStateDirectory } from "./state-directory.ts";
import { isBusy, stateFailure } from "./state-failure.ts";

const lockFile = "job.lock";

/** Longer than {@link isJobLockFree} holds the lock, in milliseconds. */
const probeTimeoutMs = 20;

/** The right to run a job. Keep it until the job is over: a lock that is garbage collected is released. */
export interface JobLock {
  /** Lets the next job start; may be called twice. */
  release(): void;
}

/**
 * Takes the lock that one job at a time may have, in this process, in others
 * and in containers that share the directory. It is a lock of the kernel, so it
 * ends with the process, however that ends.
 *
 * @param runningJob asked for the id of the job that has the lock, for the message
 * @throws HoldfastError `holdfast.job.feature-in-use`
 */
export function acquireJobLock(stateDir: string, runningJob?: () => string | undefined): JobLock {
  prepareStateDirectory(stateDir);
  const path = ensureStateFile(stateDir, lockFile);
  const connection = lock(path, probeTimeoutMs);
  if (connection === undefined) throw inUse(runningJob?.());
  return {
    release: () => {
      if (connection.isOpen) connection.close();
    },
  };
}

/** Whether nobody has the job lock. It may be taken as soon as this returns. */
export function isJobLockFree(stateDir: string): boolean {
  const path = join(stateDir, lockFile);
  if (!existsSync(path)) return true;
  const connection = lock(path, 0);
  connection?.close();
  return connection !== undefined;
}

/**
 * A connection that has the file's RESERVED lock, which exactly one of several
 * contenders gets; `undefined` when another has it. (With BEGIN EXCLUSIVE each
 * of two contenders can turn the other away.) With its journal in memory the
 * transaction writes nothing, so a full disk does not matter and a killed
 * process leaves nothing to roll back.
 */
function lock(path: string, timeoutMs: number): DatabaseSync | undefined {
  let connection: DatabaseSync | undefined;
  try {
    connection = new sqlite.DatabaseSync(path, { timeout: timeoutMs });
    connection.exec("PRAGMA journal_mode = MEMORY; BEGIN IMMEDIATE");
    return connection;
  } catch (error) {
    connection?.close();
    if (isBusy(error)) return undefined;
    throw stateFailure(error, path);
  }
}

/** What is said to who wants to start a job while another one runs. */
export function inUse(jobId: string | undefined): HoldfastError {
  const running = jobId === undefined ? [] : [message("holdfast.job.running", jobId)];
  return new HoldfastError([message("holdfast.job.feature-in-use"), ...running]);
}
