import { StateDatabase } from "./database.ts";
import { JobHistory } from "./job-history.ts";
import { RestoreJournal } from "./restore-journal.ts";
import { StoredSchedules } from "./stored-schedules.ts";
import { RestoredArchives } from "./restored-archives.ts";
import { SealedSecrets } from "./sealed-secrets.ts";
import { SystemIdentity } from "./system-identity.ts";
import { UnfinishedArchives } from "./unfinished-archives.ts";

/** What must outlive the process, all of one state directory. */
export class StateStore {
  readonly directory: string;
  readonly history: JobHistory;
  readonly identity: SystemIdentity;
  readonly unfinished: UnfinishedArchives;
  readonly restores: RestoreJournal;
  readonly restoredArchives: RestoredArchives;
  readonly schedules: StoredSchedules;
  readonly secrets: SealedSecrets;
  readonly #database: StateDatabase;

  constructor(directory: string) {
    this.directory = directory;
    this.#database = new StateDatabase(directory);
    this.history = new JobHistory(this.#database);
    this.identity = new SystemIdentity(this.#database);
    this.unfinished = new UnfinishedArchives(this.#database);
    this.restores = new RestoreJournal(this.#database);
    this.restoredArchives = new RestoredArchives(this.#database);
    this.schedules = new StoredSchedules(this.#database);
    this.secrets = new SealedSecrets(this.#database);
  }

  close(): void {
    this.#database.close();
  }
}
