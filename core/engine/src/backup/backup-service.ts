import { setTimeout as sleep } from "node:timers/promises";
import { sweepUnfinished } from "../catalog/sweep.ts";
import { nextJobId } from "../job/job-id.ts";
import { newJob } from "../job/transition.ts";
import type { SystemInfo } from "../manifest/system-info.ts";
import { message } from "../messages/catalogue.ts";
import type { Part } from "../parts/part.ts";
import type { PipelineGeometry } from "../pipeline/geometry.ts";
import { JobHandle } from "../state/job-handle.ts";
import { acquireJobLock, inUse, type JobLock } from "../state/job-lock.ts";
import { JobRun } from "../state/job-run.ts";
import type { StateStore } from "../state/state-store.ts";
import type { UnfinishedArchive } from "../state/unfinished-archives.ts";
import type { LocationOpener } from "../transfer/location-opener.ts";
import { locationMessage } from "../transfer/location-message.ts";
import type { LocationTarget } from "../transfer/location-request.ts";
import type { PluginRegistry } from "../transfer/plugin-registry.ts";
import { type BackupPlan, type BackupRequest, planBackup } from "./backup-request.ts";
import { BackupRun } from "./backup-run.ts";

/** How backups are made here, whatever is asked for. */
export interface BackupSettings {
  readonly geometry: PipelineGeometry;
  /** Milliseconds that a source may go without a sign of life, where its part says nothing else. */
  readonly sourceIdleMs: number;
}

const cleanUpMs = 30_000;

/** Starts backups, one at a time for each state directory. */
export class BackupService {
  readonly #system: SystemInfo;
  readonly #parts: readonly Part[];
  readonly #registry: PluginRegistry;
  readonly #locations: LocationOpener;
  readonly #state: () => StateStore;
  readonly #settings: BackupSettings;
  readonly #background = new Set<Promise<void>>();
  /** The id of the job that runs in this process, which answers faster than the lock. */
  #running: string | undefined;

  constructor(
    system: SystemInfo,
    parts: readonly Part[],
    registry: PluginRegistry,
    locations: LocationOpener,
    state: () => StateStore,
    settings: BackupSettings,
  ) {
    this.#system = system;
    this.#parts = parts;
    this.#registry = registry;
    this.#locations = locations;
    this.#state = state;
    this.#settings = settings;
  }

  /**
   * Checks the request and starts a job for it.
   *
   * @throws HoldfastError INVALID_ARGUMENT before any I/O; FEATURE_IN_USE while another job runs
   */
  start(request: BackupRequest): JobHandle {
    const plan = planBackup(request, this.#parts, this.#registry);
    if (this.#running !== undefined) throw inUse(this.#running);
    const state = this.#state();
    const lock = acquireJobLock(state.directory, () => state.history.runningId());
    try {
      state.history.heal(new Date());
      const id = nextJobId(new Date(), this.#system.build, state.history.lastId());
      const run = new JobRun(newJob(id, "backup", jobRequest(plan, this.#system)), state.history);
      this.#running = id;
      return new JobHandle(run, this.#run(plan, state, run, lock));
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  /** Waits until what cancelled backups left behind is removed, 30 s at most. */
  async settle(): Promise<void> {
    await Promise.all(this.#background);
  }

  async #run(plan: BackupPlan, state: StateStore, job: JobRun, lock: JobLock): Promise<JobHandle["status"]> {
    const { signal } = job;
    const location = this.#locations.open(plan.target, {
      signal,
      onStall: (error) => job.abort(error),
      onRetry: (error, delayMs) => {
        const seconds = (delayMs / 1000).toFixed(1);
        const what = locationMessage(error).default_message;
        job.say(message("holdfast.transfer.retrying", plan.target.address.location, seconds, what));
      },
    });
    const around = {
      system: this.#system,
      stateDir: state.directory,
      identity: state.identity,
      unfinished: state.unfinished,
      ...this.#settings,
    };
    const backup = new BackupRun(plan, around, location, job);
    try {
      await job.untilAborted(backup.run());
      job.succeed();
    } catch (error) {
      job.fail(signal.aborted ? signal.reason : error);
      this.#cleanUp(plan.target, state, backup.unfinished);
    } finally {
      this.#running = undefined;
      lock.release();
      void location.close();
    }
    return job.status;
  }

  /** Removes in the background what a failed backup has stored; what cannot be removed now is left to the next one. */
  #cleanUp(target: LocationTarget, state: StateStore, left: UnfinishedArchive): void {
    if (!state.unfinished.list().some(({ jobId }) => jobId === left.jobId)) return;
    const limit = new AbortController();
    const location = this.#locations.open(target, { signal: limit.signal, onStall: () => limit.abort() });
    const sweep = sweepUnfinished(location, left.directory).then((gone) => {
      if (gone) state.unfinished.finish(left);
    });
    const timer = sleep(cleanUpMs, undefined, { signal: limit.signal, ref: false });
    const ended = Promise.race([sweep, timer])
      .catch(() => undefined)
      .then(async () => {
        limit.abort();
        await location.close();
      });
    this.#background.add(ended);
    void ended.then(() => this.#background.delete(ended));
  }
}

function jobRequest(plan: BackupPlan, system: SystemInfo): Parameters<typeof newJob>[2] {
  return {
    location: plan.target.address.location,
    locationUser: plan.target.address.user ?? "",
    type: plan.trigger,
    parts: plan.parts.map((part) => part.id),
    comment: plan.comment,
    version: system.version,
    build: system.build,
  };
}
