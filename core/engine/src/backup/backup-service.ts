import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sweepUnfinished } from "../catalog/sweep.ts";
import type { JobRequest, JobStatus } from "../job/job.ts";
import type { SystemInfo } from "../manifest/system-info.ts";
import { message } from "../messages/catalogue.ts";
import type { Message } from "../messages/message.ts";
import type { Part } from "../parts/part.ts";
import type { PipelineGeometry } from "../pipeline/geometry.ts";
import type { JobHandle } from "../state/job-handle.ts";
import type { JobRun } from "../state/job-run.ts";
import type { JobStarter } from "../state/job-starter.ts";
import type { StateStore } from "../state/state-store.ts";
import type { UnfinishedArchive } from "../state/unfinished-archives.ts";
import type { LocationOpener } from "../transfer/location-opener.ts";
import { retryMessage } from "../transfer/location-message.ts";
import type { LocationTarget } from "../transfer/location-request.ts";
import type { PluginRegistry } from "../transfer/plugin-registry.ts";
import {
  type BackupDefaults,
  type BackupPlan,
  type BackupRequest,
  planBackup,
  withDefaults,
} from "./backup-request.ts";
import { BackupRun } from "./backup-run.ts";
import type { Retention } from "./retention.ts";

/** How backups are made here, whatever is asked for. */
export interface BackupSettings {
  readonly geometry: PipelineGeometry;
  /** Milliseconds that a source may go without a sign of life, where its part says nothing else. */
  readonly sourceIdleMs: number;
  readonly defaults: BackupDefaults;
}

const cleanUpMs = 30_000;

/** Starts backups. */
export class BackupService {
  readonly #system: SystemInfo;
  readonly #parts: readonly Part[];
  readonly #registry: PluginRegistry;
  readonly #locations: LocationOpener;
  readonly #jobs: JobStarter;
  readonly #retention: Retention;
  readonly #settings: BackupSettings;
  readonly #background = new Set<Promise<void>>();

  constructor(
    system: SystemInfo,
    parts: readonly Part[],
    registry: PluginRegistry,
    locations: LocationOpener,
    jobs: JobStarter,
    retention: Retention,
    settings: BackupSettings,
  ) {
    this.#system = system;
    this.#parts = parts;
    this.#registry = registry;
    this.#locations = locations;
    this.#jobs = jobs;
    this.#retention = retention;
    this.#settings = settings;
  }

  /**
   * Checks the request and starts a job for it.
   *
   * @throws HoldfastError INVALID_ARGUMENT before any I/O; FEATURE_IN_USE while another job runs
   */
  start(request: BackupRequest): JobHandle {
    const plan = this.plan(request);
    return this.#jobs.start("backup", jobRequest(plan, this.#system), (job, state) =>
      this.#backUp(plan, state, job),
    );
  }

  /**
   * Refuses what {@link start} would refuse, and starts nothing.
   *
   * @returns what it would do
   * @throws HoldfastError INVALID_ARGUMENT; FEATURE_IN_USE while a job runs
   */
  check(request: BackupRequest): BackupPlan {
    const plan = this.plan(request);
    this.#jobs.checkIdle();
    return plan;
  }

  /**
   * Checks a request as a whole, without any I/O.
   *
   * @throws HoldfastError INVALID_ARGUMENT with a message for everything that is wrong
   */
  plan(request: BackupRequest): BackupPlan {
    return planBackup(withDefaults(request, this.#settings.defaults), this.#parts, this.#registry);
  }

  /**
   * Notes a backup in the history that somebody waits for and that could not be started:
   * a job that has FAILED at once.
   */
  noteRefusal(request: BackupRequest, messages: readonly [Message, ...Message[]]): JobStatus {
    return this.#jobs.noteRefusal("backup", refusedRequest(request, this.#system), messages);
  }

  /** Waits until what cancelled backups left behind is removed, 30 s at most. */
  async settle(): Promise<void> {
    await Promise.all(this.#background);
  }

  async #backUp(plan: BackupPlan, state: StateStore, job: JobRun): Promise<void> {
    const made = await this.#makeArchive(plan, state, job);
    if (plan.keep !== undefined) await this.#prune(plan.target, plan.keep, made, job);
  }

  async #makeArchive(plan: BackupPlan, state: StateStore, job: JobRun): Promise<string> {
    const location = this.#locations.open(plan.target, {
      signal: job.signal,
      onStall: (error) => job.abort(error),
      onRetry: (error, delayMs) => job.say(retryMessage(plan.target, error, delayMs)),
    });
    const around = {
      system: this.#system,
      stateDir: state.directory,
      identity: state.identity,
      unfinished: state.unfinished,
      replaced: state.restores.replaced().map((path) => basename(path)),
      ...this.#settings,
    };
    const backup = new BackupRun(plan, around, location, job);
    const work = backup.run();
    try {
      await job.untilAborted(work);
      void location.close();
      return backup.archive;
    } catch (error) {
      const ended = Promise.allSettled([location.close(), work]);
      // A manifest that is still on its way may arrive yet: the next job will see.
      if (job.status.phase !== "committing") this.#cleanUp(plan.target, state, backup.unfinished, ended);
      throw error;
    }
  }

  /** The archive is there: what becomes of older ones does not undo it. */
  async #prune(target: LocationTarget, keep: number, made: string, job: JobRun): Promise<void> {
    try {
      const { removed, unreadable } = await this.#retention.afterBackup(target, keep, made);
      for (const archive of removed) job.say(message("holdfast.backup.pruned", archive));
      for (const archive of unreadable) job.say(message("holdfast.backup.pruning-passed-over", archive));
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      job.say(message("holdfast.backup.not-pruned", text));
    }
  }

  /**
   * Removes in the background what a failed backup has stored; what cannot be removed
   * now is left to the next one.
   *
   * @param ended settles when nothing more is stored
   */
  #cleanUp(
    target: LocationTarget,
    state: StateStore,
    left: UnfinishedArchive,
    ended: Promise<unknown>,
  ): void {
    const limit = new AbortController();
    const sweep = async (): Promise<void> => {
      await ended;
      if (limit.signal.aborted || !state.unfinished.list().some(({ jobId }) => jobId === left.jobId)) return;
      const location = this.#locations.open(target, {
        signal: limit.signal,
        onStall: (error) => limit.abort(error),
      });
      try {
        if (await sweepUnfinished(location, left.directory)) state.unfinished.finish(left);
      } finally {
        await location.close();
      }
    };
    const timer = sleep(cleanUpMs, undefined, { signal: limit.signal, ref: false });
    const cleaned = Promise.race([sweep(), timer])
      .catch(() => undefined)
      .then(() => limit.abort());
    this.#background.add(cleaned);
    void cleaned.then(() => this.#background.delete(cleaned));
  }
}

function jobRequest(plan: BackupPlan, system: SystemInfo): JobRequest {
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

function refusedRequest(request: BackupRequest, system: SystemInfo): JobRequest {
  const { location, parts = [], comment = "", trigger = "MANUAL" } = request;
  const { version, build } = system;
  const locationUser = location.user ?? "";
  return { location: location.location, locationUser, type: trigger, parts, comment, version, build };
}
