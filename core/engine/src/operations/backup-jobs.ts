import type { BackupService } from "../backup/backup-service.ts";
import type { JobStatus } from "../job/job.ts";
import { failure } from "../messages/holdfast-error.ts";
import type { SystemJobs } from "../state/system-jobs.ts";
import { backupJobStatus } from "./backup-job-status.ts";
import { backupRequest } from "./backup-piece.ts";
import { cancelJob } from "./cancellation.ts";
import { detailsInfo } from "./details-info.ts";
import type { BackupJobOperations } from "./recovery-operations.ts";
import type { BackupJobStatus, BackupPiece } from "./structures/backup-job.ts";
import type { DetailsFilterSpec, DetailsInfo } from "./structures/job-details.ts";
import type { ReturnResult } from "./structures/return-result.ts";

/** The operations of `backup.job`. */
export class BackupJobs implements BackupJobOperations {
  readonly #product: string;
  readonly #backups: BackupService;
  readonly #jobs: SystemJobs;
  readonly details: BackupJobOperations["details"] = {
    list: (filter) => this.#details(filter),
  };

  constructor(product: string, backups: BackupService, jobs: SystemJobs) {
    this.#product = product;
    this.#backups = backups;
    this.#jobs = jobs;
  }

  async create(piece: BackupPiece): Promise<BackupJobStatus> {
    const job = this.#jobs.follow(this.#backups.start(backupRequest(piece)));
    return backupJobStatus(job.status);
  }

  async list(): Promise<readonly string[]> {
    return this.#jobs.ids("backup");
  }

  async get(id: string): Promise<BackupJobStatus> {
    return backupJobStatus(this.#find(id));
  }

  async cancel(id: string): Promise<ReturnResult> {
    return cancelJob(this.#jobs, this.#find(id));
  }

  async #details(filter: DetailsFilterSpec = {}): Promise<ReadonlyMap<string, DetailsInfo>> {
    const chosen = filter.jobs === undefined ? this.#jobs.list() : this.#known(filter.jobs);
    const backups = chosen.filter(({ kind }) => kind === "backup");
    return new Map(backups.map((status) => [status.id, detailsInfo(status, this.#product)]));
  }

  /** Newest first, as ids are made in the order of time. */
  #known(ids: readonly string[]): readonly JobStatus[] {
    const newestFirst = [...new Set(ids)].toSorted().toReversed();
    return newestFirst.flatMap((id) => this.#jobs.get(id) ?? []);
  }

  #find(id: string): JobStatus {
    const status = this.#jobs.get(id);
    if (status?.kind !== "backup") throw failure("holdfast.job.unknown", id.slice(0, 80));
    return status;
  }
}
