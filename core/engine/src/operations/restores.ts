import type { JobStatus } from "../job/job.ts";
import { failure } from "../messages/holdfast-error.ts";
import type { RestoredArchiveNotes } from "../reconciliation/restored-archive-notes.ts";
import type { ApplianceRestoreRequest } from "../restore/appliance/appliance-restore-request.ts";
import type { ApplianceRestoreService } from "../restore/appliance/appliance-restore-service.ts";
import type { SystemJobs } from "../state/system-jobs.ts";
import { archiveAt } from "./archive-location.ts";
import { cancelJob } from "./cancellation.ts";
import type { RestoreOperations } from "./recovery-operations.ts";
import type { RestoreJobStatus, RestoreMetadata, RestorePiece } from "./structures/restore.ts";
import type { ReturnResult } from "./structures/return-result.ts";

/** The operations of `restore` and `restore.job`. */
export class Restores implements RestoreOperations {
  readonly #product: string;
  readonly #restores: ApplianceRestoreService;
  readonly #jobs: SystemJobs;
  readonly #notes: RestoredArchiveNotes;
  readonly job: RestoreOperations["job"] = {
    create: (piece) => this.#create(piece),
    get: async () => restoreJobStatus(this.#newest()),
    cancel: async () => this.#cancel(),
  };

  constructor(
    product: string,
    restores: ApplianceRestoreService,
    jobs: SystemJobs,
    notes: RestoredArchiveNotes,
  ) {
    this.#product = product;
    this.#restores = restores;
    this.#jobs = jobs;
    this.#notes = notes;
  }

  async validate(piece: RestorePiece): Promise<RestoreMetadata> {
    const judged = await this.#restores.applicability(this.#request(piece));
    const { EndTime, holdfast: section } = judged.manifest;
    return {
      timestamp: new Date(EndTime),
      parts: section.parts.map(({ id }) => id),
      version: section.version,
      boxname: section.system.name,
      comment: section.comment,
      applicable: judged.applicable,
      messages: [...judged.reasons, ...judged.warnings],
      sso_login_required: false,
    };
  }

  async #create(piece: RestorePiece): Promise<RestoreJobStatus> {
    const request = { ...this.#request(piece), ignoreWarnings: piece.ignore_warnings ?? false };
    const job = this.#jobs.follow(this.#restores.start(request));
    // A comparison that cannot be made later must not cost the restore.
    await this.#notes.note(job.id, request).catch(() => undefined);
    return restoreJobStatus(job.status);
  }

  #cancel(): ReturnResult {
    return cancelJob(this.#jobs, this.#newest());
  }

  #newest(): JobStatus {
    const [id] = this.#jobs.ids("restore");
    const newest = id === undefined ? undefined : this.#jobs.get(id);
    if (newest === undefined) throw failure("holdfast.operations.no-restore");
    return newest;
  }

  #request(piece: RestorePiece): ApplianceRestoreRequest {
    const { backup_password: password } = piece;
    return { ...archiveAt(piece, this.#product), ...(password !== undefined && { key: { password } }) };
  }
}

function restoreJobStatus({ state, messages, progress }: JobStatus): RestoreJobStatus {
  return { state, messages, progress };
}
