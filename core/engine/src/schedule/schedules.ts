import type { BackupRequest } from "../backup/backup-request.ts";
import type { BackupService } from "../backup/backup-service.ts";
import type { Retention } from "../backup/retention.ts";
import { message } from "../messages/catalogue.ts";
import { failure, isHoldfastError } from "../messages/holdfast-error.ts";
import {
  type AccessSecrets,
  forgetSecrets,
  givenSecrets,
  keepSecrets,
  readSecrets,
} from "../state/access-secrets.ts";
import type { JobHandle } from "../state/job-handle.ts";
import type { Recurrence, Schedule } from "../state/schedule.ts";
import type { SecretStore } from "../state/secret-store.ts";
import type { StateStore } from "../state/state-store.ts";
import type { StoredSchedule } from "../state/stored-schedules.ts";
import type { SystemJobs } from "../state/system-jobs.ts";
import type { Clock } from "./clock.ts";
import { checkRecurrence } from "./recurrence.ts";
import { serverOf } from "./server-of.ts";

/** What somebody says of a schedule. */
export interface ScheduleGiven {
  readonly location: string;
  readonly user?: string;
  readonly parts?: readonly string[];
  readonly enabled?: boolean;
  readonly recurrence?: Recurrence;
  readonly keep?: number | undefined;
  readonly fast?: boolean;
  readonly secrets: AccessSecrets;
}

/** Milliseconds that a location is asked whether it can remove old archives. */
const askMs = 5000;

/** The schedules of this system, and their backups. */
export class Schedules {
  readonly #backups: BackupService;
  readonly #retention: Retention;
  readonly #jobs: SystemJobs;
  readonly #state: () => StateStore;
  readonly #secrets: () => SecretStore;
  readonly #clock: Clock;
  #changed: () => void = () => undefined;

  constructor(
    backups: BackupService,
    retention: Retention,
    jobs: SystemJobs,
    state: () => StateStore,
    secrets: () => SecretStore,
    clock: Clock,
  ) {
    this.#backups = backups;
    this.#retention = retention;
    this.#jobs = jobs;
    this.#state = state;
    this.#secrets = secrets;
    this.#clock = clock;
  }

  /** By id. */
  list(): readonly StoredSchedule[] {
    return this.#state().schedules.list();
  }

  /** @throws HoldfastError `holdfast.schedule.unknown` */
  get(id: string): Schedule {
    const schedule = this.#state().schedules.get(id);
    if (schedule === undefined) throw failure("holdfast.schedule.unknown", JSON.stringify(id.slice(0, 80)));
    return schedule;
  }

  /** @throws HoldfastError ALREADY_EXISTS, or INVALID_ARGUMENT for whatever is wrong with it */
  async create(id: string, given: ScheduleGiven): Promise<void> {
    if (!/^[\p{L}\p{N} ._-]{1,64}$/u.test(id))
      throw failure("holdfast.schedule.bad-id", JSON.stringify(id.slice(0, 80)));
    const exists = (): Error => failure("holdfast.schedule.exists", id);
    if (this.#state().schedules.get(id) !== undefined) throw exists();
    const start = { id, location: given.location, parts: [], enabled: true, fast: false, secrets: [] };
    const schedule = merged(start, given);
    await this.#check(schedule, given.secrets, true);
    await keepSecrets(this.#secrets(), ownerOf(id), given.secrets);
    if (!this.#state().schedules.add(schedule, this.#clock.now())) throw exists();
    this.#changed();
  }

  /**
   * Changes what is given. A password that was stored for one server never goes to another one.
   *
   * @throws HoldfastError NOT_FOUND, or INVALID_ARGUMENT for whatever is wrong with it
   */
  async update(id: string, given: Partial<ScheduleGiven>): Promise<void> {
    const before = this.get(id);
    const { secrets = {} } = given;
    if (secrets["location-password"] === undefined) checkServer(before, given.location);
    const kept = before.secrets.filter((name) => secrets[name] === undefined);
    const allSecrets = { ...(await readSecrets(this.#secrets(), ownerOf(id), kept)), ...secrets };
    const asks = given.keep !== undefined || given.location !== undefined;
    await this.#check(merged(before, given), allSecrets, asks);
    await keepSecrets(this.#secrets(), ownerOf(id), secrets);
    // What was not due under the old times is not made up for under the new ones.
    const isRetimed = given.enabled !== undefined || given.recurrence !== undefined;
    const since = isRetimed ? this.#clock.now() : undefined;
    // Somebody else may have changed it meanwhile.
    this.#state().schedules.replace(merged(this.get(id), given), since);
    this.#changed();
  }

  /** @throws HoldfastError `holdfast.schedule.unknown` */
  async delete(id: string): Promise<void> {
    this.get(id);
    this.#state().schedules.remove(id);
    await forgetSecrets(this.#secrets(), ownerOf(id));
    this.#changed();
  }

  /** Starts a schedule's backup. @throws HoldfastError as a backup's start does */
  async run(id: string, comment = ""): Promise<JobHandle> {
    const schedule = this.get(id);
    const secrets = await readSecrets(this.#secrets(), ownerOf(id), schedule.secrets);
    return this.#jobs.follow(this.#backups.start(backupRequest(schedule, secrets, comment)));
  }

  /** The same for a schedule that is due: when it cannot be started, the history says so. */
  async runDue(id: string): Promise<void> {
    const schedule = this.get(id);
    try {
      await this.run(id);
    } catch (error) {
      if (!isHoldfastError(error)) throw error;
      const messages = [message("holdfast.schedule.not-started", id), ...error.messages] as const;
      this.#backups.noteRefusal(backupRequest(schedule, {}, ""), messages);
    }
  }

  /** Has somebody told when schedules have changed. */
  onChange(changed: () => void): void {
    this.#changed = changed;
  }

  /** @param asks whether the location is asked if it can remove old archives */
  async #check(schedule: Schedule, secrets: AccessSecrets, asks: boolean): Promise<void> {
    if (schedule.recurrence !== undefined) checkRecurrence(schedule.recurrence);
    const request = backupRequest(schedule, secrets, "");
    this.#backups.plan(request);
    if (schedule.keep === undefined || !asks) return;
    try {
      await this.#retention.check(request.location, AbortSignal.timeout(askMs));
    } catch (error) {
      // A location that cannot be asked now may be there when the schedule is due.
      const isAnswer =
        isHoldfastError(error) && error.messages.some(({ id }) => id === "holdfast.catalog.not-prunable");
      if (isAnswer) throw error;
    }
  }
}

/** @throws HoldfastError `holdfast.schedule.password-elsewhere` */
function checkServer({ id, location, secrets }: Schedule, next: string | undefined): void {
  if (next === undefined || !secrets.includes("location-password")) return;
  const [from, to] = [serverOf(location), serverOf(next)];
  if (from !== to) throw failure("holdfast.schedule.password-elsewhere", id, from, to);
}

function merged(before: Schedule, { secrets = {}, ...given }: Partial<ScheduleGiven>): Schedule {
  const { keep: _keep, ...others } = before;
  const keep = Object.hasOwn(given, "keep") ? given.keep : before.keep;
  const { keep: _given, ...changes } = given;
  return {
    ...others,
    ...changes,
    ...(keep !== undefined && { keep }),
    secrets: [...new Set([...before.secrets, ...givenSecrets(secrets)])],
  };
}

/** Whose secrets they are. */
function ownerOf(id: string): string {
  return `schedule/${encodeURIComponent(id)}`;
}

function backupRequest(schedule: Schedule, secrets: AccessSecrets, comment: string): BackupRequest {
  const { location, user, parts, keep, fast } = schedule;
  const { "location-password": password, "backup-password": backupPassword } = secrets;
  return {
    location: { location, ...(user !== undefined && { user }), ...(password !== undefined && { password }) },
    parts,
    comment,
    trigger: "SCHEDULED",
    ...(fast && { verify: "sample" }),
    ...(keep !== undefined && { keep }),
    ...(backupPassword !== undefined && { password: backupPassword }),
  };
}
