import type { BackupRequest } from "./backup/backup-request.ts";
import type { BackupService } from "./backup/backup-service.ts";
import type { PruneReport, PruneRequest, Retention } from "./backup/retention.ts";
import type { ArchiveSummary } from "./catalog/archives.ts";
import type { JobStatus } from "./job/job.ts";
import type { RecoveryOperations } from "./operations/recovery-operations.ts";
import type { PartDescription } from "./parts/part-description.ts";
import type { Message } from "./messages/message.ts";
import type { Reconciliations } from "./reconciliation/reconciliations.ts";
import type { Applicability } from "./restore/appliance/applicability.ts";
import type { ApplianceRestoreRequest } from "./restore/appliance/appliance-restore-request.ts";
import type { ApplianceRestoreService } from "./restore/appliance/appliance-restore-service.ts";
import type { ArchiveRequest } from "./restore/archive-access.ts";
import type { RekeyReport, RekeyRequest } from "./restore/rekey.ts";
import type { RestoreRequest } from "./restore/restore-request.ts";
import type { EntryReader } from "./restore/stored-entry.ts";
import type {
  ArchiveDetails,
  EntriesRequest,
  RestoreService,
  SystemRequest,
} from "./restore/restore-service.ts";
import type { VerifyListener, VerifyReport } from "./restore/verify-run.ts";
import type { Scheduler } from "./schedule/scheduler.ts";
import type { JobHandle } from "./state/job-handle.ts";
import type { SystemJobs } from "./state/system-jobs.ts";
import type { CheckListener, LocationCheck } from "./transfer/location-check.ts";
import type { LocationRequest } from "./transfer/location-request.ts";
import type { LocationTuning, TuneLimits, TuneListener, TuneReport } from "./transfer/location-tuning.ts";

/** The engine as an embedder uses it. Its methods throw, or reject with, a HoldfastError. */
export class BackupCore implements AsyncDisposable {
  /** What can be backed up. */
  readonly parts: readonly PartDescription[];
  /** The vSphere appliance recovery API, for this system. */
  readonly operations: RecoveryOperations;
  readonly #backups: BackupService;
  readonly #restores: RestoreService;
  readonly #applianceRestores: ApplianceRestoreService;
  readonly #reconciliations: Reconciliations;
  readonly #checks: LocationCheck;
  readonly #tuning: LocationTuning;
  readonly #retention: Retention;
  readonly #scheduler: Scheduler;
  readonly #jobs: SystemJobs;
  readonly #closing: AbortController;
  readonly #closeState: () => void;

  /**
   * @param closing aborted when the core ends
   * @param closeState closes the state directory if it was opened
   */
  constructor(
    parts: readonly PartDescription[],
    operations: RecoveryOperations,
    backups: BackupService,
    restores: RestoreService,
    applianceRestores: ApplianceRestoreService,
    reconciliations: Reconciliations,
    checks: LocationCheck,
    tuning: LocationTuning,
    retention: Retention,
    scheduler: Scheduler,
    jobs: SystemJobs,
    closing: AbortController,
    closeState: () => void,
  ) {
    this.parts = parts;
    this.operations = operations;
    this.#backups = backups;
    this.#restores = restores;
    this.#applianceRestores = applianceRestores;
    this.#reconciliations = reconciliations;
    this.#checks = checks;
    this.#tuning = tuning;
    this.#retention = retention;
    this.#scheduler = scheduler;
    this.#jobs = jobs;
    this.#closing = closing;
    this.#closeState = closeState;
  }

  /**
   * Starts a backup.
   *
   * @throws HoldfastError INVALID_ARGUMENT before any I/O; FEATURE_IN_USE while another job runs
   */
  backUp(request: BackupRequest): JobHandle {
    return this.#jobs.follow(this.#backups.start(request));
  }

  /** Starts a restore into a directory. */
  restore(request: RestoreRequest): JobHandle {
    return this.#jobs.follow(this.#restores.restore(request));
  }

  /**
   * Starts a restore into the appliance itself.
   *
   * @throws HoldfastError INVALID_ARGUMENT before any I/O; FEATURE_IN_USE while another job runs
   */
  restoreAppliance(request: ApplianceRestoreRequest): JobHandle {
    return this.#jobs.follow(this.#applianceRestores.start(request));
  }

  /** Whether the appliance can be restored from an archive, and why not; changes nothing. */
  applicability(request: ApplianceRestoreRequest): Promise<Applicability> {
    return this.#applianceRestores.applicability(request);
  }

  /**
   * Undoes or completes a restore into the appliance that was cut off. Call it when the
   * appliance starts, before anything uses its data; every job does the same first.
   *
   * @returns what there was to say; empty when there was no such restore
   * @throws HoldfastError FEATURE_IN_USE while a job runs
   */
  healRestore(): Promise<readonly Message[]> {
    return this.#applianceRestores.heal();
  }

  /** Complete archives of one system, newest first. */
  list(request: SystemRequest): Promise<readonly ArchiveSummary[]> {
    return this.#restores.list(request);
  }

  /** Names of the systems that have archives of this product at the location. */
  systems(request: LocationRequest): Promise<readonly string[]> {
    return this.#restores.systems(request);
  }

  /** What an archive's manifest says. */
  show(request: ArchiveRequest): Promise<ArchiveDetails> {
    return this.#restores.show(request);
  }

  /** Reads all of an archive and proves it. */
  verify(request: ArchiveRequest, listener?: VerifyListener): Promise<VerifyReport> {
    return this.#restores.verify(request, listener);
  }

  /**
   * Reads an archive entry by entry, proving it on the way, for what is neither a restore
   * nor a check: a download, for one. Rejects with what the reader rejects with.
   */
  readEntries(request: EntriesRequest, reader: EntryReader): Promise<void> {
    return this.#restores.readEntries(request, reader);
  }

  /** Gives an archive another backup password, and touches nothing else of it. */
  rekey(request: RekeyRequest): Promise<RekeyReport> {
    return this.#restores.rekey(request);
  }

  /** Tries out a location: everything that backups and restores need of it. */
  check(request: LocationRequest, listener: CheckListener, signal?: AbortSignal): Promise<boolean> {
    return this.#checks.run(request, listener, signal);
  }

  /**
   * Tries which of a location's options make it fast, with volumes that do not compress, as a
   * backup stores and reads them. They are gone afterwards.
   *
   * @throws HoldfastError when the location cannot be measured as it was given
   */
  tune(request: LocationRequest, listener: TuneListener, limits?: TuneLimits): Promise<TuneReport> {
    return this.#tuning.run(request, listener, limits);
  }

  /** Removes this system's oldest archives from a location. */
  prune(request: PruneRequest, signal?: AbortSignal): Promise<PruneReport> {
    return this.#retention.prune(request, signal);
  }

  /** Runs schedules when they are due, until the core is closed; what was missed meanwhile is made up for at once. */
  startSchedules(): void {
    this.#scheduler.start();
  }

  /** All jobs that this system remembers, newest first. */
  jobs(): readonly JobStatus[] {
    return this.#jobs.list();
  }

  /** One job; `undefined` when there is none of that id. */
  job(id: string): JobStatus | undefined {
    return this.#jobs.get(id);
  }

  /**
   * A job's status now and after every change, until it has ended, also when another process
   * runs it. Who is slow is given the latest status only.
   *
   * @param signal ends the iteration: it rejects with the signal's reason
   * @throws HoldfastError NOT_FOUND when the iteration begins
   */
  watch(id: string, signal?: AbortSignal): AsyncIterable<JobStatus> {
    return this.#jobs.watch(id, signal);
  }

  /** Ends the core: cancels what runs, as far as that is still possible, and waits for it. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([this.#scheduler.stop(), this.#reconciliations.end()]);
    await this.#jobs.end();
    await Promise.all([this.#backups.settle(), this.#applianceRestores.settle()]);
    this.#closeState();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
