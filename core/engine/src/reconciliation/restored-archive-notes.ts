import type { ArchiveRequest } from "../restore/archive-access.ts";
import {
  type AccessSecrets,
  forgetSecrets,
  givenSecrets,
  keepSecrets,
  readSecrets,
} from "../state/access-secrets.ts";
import type { RestoredArchive } from "../state/restored-archives.ts";
import type { SecretStore } from "../state/secret-store.ts";
import type { StateStore } from "../state/state-store.ts";
import type { SystemJobs } from "../state/system-jobs.ts";

/** An archive that this system was restored from, with what it takes to read it. */
export interface NotedArchive {
  readonly jobId: string;
  readonly request: ArchiveRequest;
  /** Ids of the parts that were asked for; all when left out. */
  readonly parts: readonly string[] | undefined;
}

/**
 * Remembers what this system was restored from until it has been compared with that.
 * An appliance often starts anew after a restore, so this outlives the process.
 */
export class RestoredArchiveNotes {
  readonly #jobs: SystemJobs;
  readonly #state: () => StateStore;
  readonly #secrets: () => SecretStore;

  constructor(jobs: SystemJobs, state: () => StateStore, secrets: () => SecretStore) {
    this.#jobs = jobs;
    this.#state = state;
    this.#secrets = secrets;
  }

  /** Notes what a job restores; what came before the last success is forgotten. */
  async note(jobId: string, request: ArchiveRequest & { readonly parts?: readonly string[] }): Promise<void> {
    const { location, type, user, password } = request.location;
    const { system, archive, parts, key } = request;
    const secrets: AccessSecrets = {
      ...(password !== undefined && { "location-password": password }),
      ...(key?.password !== undefined && { "backup-password": key.password }),
    };
    const lastSuccess = this.#lastSuccess()?.jobId;
    await keepSecrets(this.#secrets(), ownerOf(jobId), secrets);
    this.#state().restoredArchives.add({
      jobId,
      location,
      archive,
      secrets: givenSecrets(secrets),
      ...(type !== undefined && { type }),
      ...(user !== undefined && { user }),
      ...(system !== undefined && { system }),
      ...(parts !== undefined && { parts }),
    });
    for (const old of this.#state().restoredArchives.list()) {
      if (old.jobId !== jobId && old.jobId !== lastSuccess) await this.forget(old.jobId);
    }
  }

  /** The archive of the last restore that has succeeded. @throws HoldfastError when its secrets are gone */
  async last(): Promise<NotedArchive | undefined> {
    const noted = this.#lastSuccess();
    if (noted === undefined) return undefined;
    const { jobId, location, type, user, system, archive, parts } = noted;
    const secrets = await readSecrets(this.#secrets(), ownerOf(jobId), noted.secrets);
    const { "location-password": password, "backup-password": backupPassword } = secrets;
    const request: ArchiveRequest = {
      location: {
        location,
        ...(type !== undefined && { type }),
        ...(user !== undefined && { user }),
        ...(password !== undefined && { password }),
      },
      archive,
      ...(system !== undefined && { system }),
      ...(backupPassword !== undefined && { key: { password: backupPassword } }),
    };
    return { jobId, request, parts };
  }

  /** Forgets an archive and its secrets. */
  async forget(jobId: string): Promise<void> {
    this.#state().restoredArchives.remove(jobId);
    await forgetSecrets(this.#secrets(), ownerOf(jobId));
  }

  #lastSuccess(): RestoredArchive | undefined {
    const noted = this.#state().restoredArchives.list();
    return noted.find(({ jobId }) => this.#jobs.get(jobId)?.state === "SUCCEEDED");
  }
}

function ownerOf(jobId: string): string {
  return `restore/${jobId}`;
}
