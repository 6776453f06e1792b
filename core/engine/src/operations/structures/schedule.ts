import type { Secret } from "@holdfast/contract";
import type { DayOfWeek } from "../../state/schedule.ts";

/** vSphere `recovery.backup.schedules.RecurrenceInfo`: when a schedule runs, in the time zone of the core. */
export interface RecurrenceInfo {
  /** 0 to 59. */
  readonly minute: number;
  /** 0 to 23. */
  readonly hour: number;
  /** Every day when left out or empty. */
  readonly days?: readonly DayOfWeek[];
}

/** vSphere `recovery.backup.schedules.RetentionInfo`. */
export interface RetentionInfo {
  /** How many archives of this system are kept at the location, the new one included; 0 keeps all. */
  readonly max_count: number;
}

/** vSphere `recovery.backup.schedules.CreateSpec`. The URL says the location's type. */
export interface ScheduleCreateSpec {
  /** URL. */
  readonly location: string;
  readonly location_user?: string;
  readonly location_password?: Secret;
  readonly backup_password?: Secret;
  /** Optional parts; none of them when left out. */
  readonly parts?: readonly string[];
  /** Whether it runs by itself; `true` when left out. */
  readonly enable?: boolean;
  /** Without it the schedule runs only when asked to. */
  readonly recurrence_info?: RecurrenceInfo;
  /** Without it everything is kept. */
  readonly retention_info?: RetentionInfo;
  /** Read back a sample of what was stored instead of all. */
  readonly fast_backup?: boolean;
}

/** vSphere `recovery.backup.schedules.UpdateSpec`: what is left out stays as it is. */
export type ScheduleUpdateSpec = Partial<ScheduleCreateSpec>;

/** vSphere `recovery.backup.schedules.Info`. It never has a password. */
export interface ScheduleInfo {
  readonly location: string;
  readonly location_user?: string;
  readonly parts: readonly string[];
  readonly enable: boolean;
  readonly recurrence_info?: RecurrenceInfo;
  readonly retention_info?: RetentionInfo;
  readonly fast_backup: boolean;
}
