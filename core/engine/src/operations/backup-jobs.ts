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
    return this.#all().map(({ id }) => id);
  }

  async get(id: string): Promise<BackupJobStatus> {
    return backupJobStatus(this.#find(id));
  }

  async cancel(id: string): Promise<ReturnResult> {
    return cancelJob(this.#jobs, this.#find(id));
  }

  async #details(filter: DetailsFilterSpec = {}): Promise<ReadonlyMap<string, DetailsInfo>> {
    const wanted = filter.jobs === undefined ? undefined : new Set(filter.jobs);
    const chosen = this.#all().filter(({ id }) => wanted?.has(id) ?? true);
    return new Map(chosen.map((status) => [status.id, detailsInfo(status, this.#product)]));
  }

  #all(): readonly JobStatus[] {
    return this.#jobs.list().filter(({ kind }) => kind === "backup");
  }

  #find(id: string): JobStatus {
    const status = this.#jobs.get(id);
    if (status?.kind !== "backup") throw failure("holdfast.job.unknown", id.slice(0, 80));
    return status;
  }
}
