import type { Schedules, ScheduleGiven } from "../schedule/schedules.ts";
import type { Recurrence, Schedule } from "../state/schedule.ts";
import { backupJobStatus } from "./backup-job-status.ts";
import { locationRequest } from "./location-request.ts";
import type { ScheduleOperations } from "./recovery-operations.ts";
import type { BackupJobStatus } from "./structures/backup-job.ts";
import type {
  RecurrenceInfo,
  ScheduleCreateSpec,
  ScheduleInfo,
  ScheduleUpdateSpec,
} from "./structures/schedule.ts";

/** The operations of `backup.schedules`. */
export class BackupSchedules implements ScheduleOperations {
  readonly #schedules: Schedules;

  constructor(schedules: Schedules) {
    this.#schedules = schedules;
  }

  async list(): Promise<ReadonlyMap<string, ScheduleInfo>> {
    return new Map(this.#schedules.list().map(({ schedule }) => [schedule.id, scheduleInfo(schedule)]));
  }

  async create(schedule: string, spec: ScheduleCreateSpec): Promise<void> {
    const { location } = locationRequest(spec);
    await this.#schedules.create(schedule, { ...given(spec), location });
  }

  async get(schedule: string): Promise<ScheduleInfo> {
    return scheduleInfo(this.#schedules.get(schedule));
  }

  update(schedule: string, spec: ScheduleUpdateSpec): Promise<void> {
    return this.#schedules.update(schedule, given(spec));
  }

  delete(schedule: string): Promise<void> {
    return this.#schedules.delete(schedule);
  }

  async run(schedule: string, comment?: string): Promise<BackupJobStatus> {
    const job = await this.#schedules.run(schedule, comment);
    return backupJobStatus(job.status);
  }
}

/** What a specification gives, with nothing for what it leaves out. */
function given(spec: ScheduleUpdateSpec): Partial<ScheduleGiven> & Pick<ScheduleGiven, "secrets"> {
  const { location, location_user, location_password, backup_password } = spec;
  const { parts, enable, recurrence_info: recurrence, retention_info: retention, fast_backup } = spec;
  return {
    ...(location !== undefined && { location: locationRequest({ location }).location }),
    ...(location_user !== undefined && { user: location_user }),
    ...(parts !== undefined && { parts }),
    ...(enable !== undefined && { enabled: enable }),
    ...(recurrence !== undefined && { recurrence: { ...recurrence, days: recurrence.days ?? [] } }),
    ...(retention !== undefined && { keep: retention.max_count === 0 ? undefined : retention.max_count }),
    ...(fast_backup !== undefined && { fast: fast_backup }),
    secrets: {
      ...(location_password !== undefined && { "location-password": location_password }),
      ...(backup_password !== undefined && { "backup-password": backup_password }),
    },
  };
}

function scheduleInfo({ location, user, parts, enabled, recurrence, keep, fast }: Schedule): ScheduleInfo {
  return {
    location,
    ...(user !== undefined && { location_user: user }),
    parts,
    enable: enabled,
    ...(recurrence !== undefined && { recurrence_info: recurrenceInfo(recurrence) }),
    ...(keep !== undefined && { retention_info: { max_count: keep } }),
    fast_backup: fast,
  };
}

function recurrenceInfo({ minute, hour, days }: Recurrence): RecurrenceInfo {
  return { minute, hour, ...(days.length > 0 && { days }) };
}
