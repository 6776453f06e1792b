import type { ArchiveSummary } from "../catalog/archives.ts";
import type { ArchiveFilterSpec, ArchiveInfo } from "./structures/archive.ts";
import type { BackupJobStatus, BackupPiece } from "./structures/backup-job.ts";
import type { DetailsFilterSpec, DetailsInfo } from "./structures/job-details.ts";
import type { LocationSpec } from "./structures/location-spec.ts";
import type { ReconciliationInfo, ReconciliationSpec } from "./structures/reconciliation.ts";
import type { RecoveryInfo } from "./structures/recovery-info.ts";
import type { RecoveryPart } from "./structures/recovery-part.ts";
import type { RestoreJobStatus, RestoreMetadata, RestorePiece } from "./structures/restore.ts";
import type { ReturnResult } from "./structures/return-result.ts";
import type { ScheduleCreateSpec, ScheduleInfo, ScheduleUpdateSpec } from "./structures/schedule.ts";

/** vSphere `recovery.backup.job`. */
export interface BackupJobOperations {
  /**
   * Starts a backup. What only the network can tell ends the job FAILED.
   *
   * @throws HoldfastError INVALID_ARGUMENT; FEATURE_IN_USE while another job runs
   */
  create(piece: BackupPiece): Promise<BackupJobStatus>;
  /** Ids of all backup jobs that are remembered, newest first. */
  list(): Promise<readonly string[]>;
  /** @throws HoldfastError NOT_FOUND */
  get(id: string): Promise<BackupJobStatus>;
  /**
   * Ends a job early: `FAIL` says why it goes on, or that it has ended before.
   *
   * @throws HoldfastError NOT_FOUND
   */
  cancel(id: string): Promise<ReturnResult>;
  readonly details: {
    /** What is known of backup jobs, newest first. Ids that are not known are left out. */
    list(filter?: DetailsFilterSpec): Promise<ReadonlyMap<string, DetailsInfo>>;
  };
}

/** vSphere `recovery.backup.parts`. */
export interface BackupPartOperations {
  list(): Promise<readonly RecoveryPart[]>;
  /**
   * The size of a part in MB, rounded up; 0 for one whose size is only known once it is read.
   *
   * @throws HoldfastError ERROR for an unknown part: vSphere declares no other type here
   */
  get(id: string): Promise<number>;
}

/** vSphere `recovery.backup.schedules`. */
export interface ScheduleOperations {
  list(): Promise<ReadonlyMap<string, ScheduleInfo>>;
  /** @throws HoldfastError ALREADY_EXISTS or INVALID_ARGUMENT */
  create(schedule: string, spec: ScheduleCreateSpec): Promise<void>;
  /** @throws HoldfastError NOT_FOUND */
  get(schedule: string): Promise<ScheduleInfo>;
  /** @throws HoldfastError NOT_FOUND or INVALID_ARGUMENT */
  update(schedule: string, spec: ScheduleUpdateSpec): Promise<void>;
  /** @throws HoldfastError NOT_FOUND */
  delete(schedule: string): Promise<void>;
  /**
   * Runs a schedule now, whether it is enabled or not.
   *
   * @throws HoldfastError NOT_FOUND; FEATURE_IN_USE while another job runs
   */
  run(schedule: string, comment?: string): Promise<BackupJobStatus>;
}

/** vSphere `recovery.backup.system_name` and `recovery.backup.system_name.archives`. */
export interface SystemNameOperations {
  /**
   * Names of the systems that have archives of this product at the location.
   *
   * @throws HoldfastError NOT_FOUND when the location has none, INVALID_ARGUMENT, RESOURCE_INACCESSIBLE
   */
  list(spec: LocationSpec): Promise<readonly string[]>;
  readonly archives: {
    /**
     * A system's complete archives, newest first.
     *
     * @throws HoldfastError NOT_FOUND when the location has nothing of that system
     */
    list(
      spec: LocationSpec,
      systemName: string,
      filter?: ArchiveFilterSpec,
    ): Promise<readonly ArchiveSummary[]>;
    /** @throws HoldfastError NOT_FOUND */
    get(spec: LocationSpec, systemName: string, archive: string): Promise<ArchiveInfo>;
  };
}

/** vSphere `recovery.restore` and `recovery.restore.job`. */
export interface RestoreOperations {
  /** Reads an archive's manifest and judges whether this system can be restored from it. */
  validate(piece: RestorePiece): Promise<RestoreMetadata>;
  readonly job: {
    /**
     * Starts a restore of this system.
     *
     * @throws HoldfastError INVALID_ARGUMENT; FEATURE_IN_USE while another job runs
     */
    create(piece: RestorePiece): Promise<RestoreJobStatus>;
    /** The newest restore job. @throws HoldfastError ERROR when there never was one */
    get(): Promise<RestoreJobStatus>;
    /** Ends the newest restore job early. @throws HoldfastError ERROR when there never was one */
    cancel(): Promise<ReturnResult>;
  };
}

/** vSphere `recovery.reconciliation.job`. */
export interface ReconciliationOperations {
  /**
   * Compares this system with the archive that it was restored from last.
   *
   * @throws HoldfastError INVALID_ARGUMENT when there is none; FEATURE_IN_USE while another reconciliation runs
   */
  create(spec: ReconciliationSpec): Promise<ReconciliationInfo>;
  /** The one that runs, or ran last. @throws HoldfastError NOT_FOUND when there was none since the process started */
  get(): Promise<ReconciliationInfo>;
  /** Ends the comparison that runs. The API has no such operation; programs in the process have it. */
  cancel(): Promise<ReturnResult>;
}

/** vSphere `recovery.backup`. */
export interface BackupOperations {
  /**
   * Judges a backup without making it: the request, and what the location says to it.
   *
   * @throws HoldfastError FEATURE_IN_USE while a job runs
   */
  validate(piece: BackupPiece): Promise<ReturnResult>;
  readonly job: BackupJobOperations;
  readonly parts: BackupPartOperations;
  readonly schedules: ScheduleOperations;
  readonly systemName: SystemNameOperations;
}

/**
 * The vSphere appliance recovery API as functions: its operations, structures and errors,
 * without its transport. All of them reject with a HoldfastError whose `errorType` is the API's.
 */
export interface RecoveryOperations {
  readonly recovery: {
    get(): Promise<RecoveryInfo>;
  };
  readonly backup: BackupOperations;
  readonly restore: RestoreOperations;
  readonly reconciliation: {
    readonly job: ReconciliationOperations;
  };
}
