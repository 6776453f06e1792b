import type { AccessSecret } from "./access-secrets.ts";

/** Named as in the vSphere API. */
export type DayOfWeek = "MONDAY" | "TUESDAY" | "WEDNESDAY" | "THURSDAY" | "FRIDAY" | "SATURDAY" | "SUNDAY";

/** When a schedule is due, in the core's time zone. */
export interface Recurrence {
  /** 0 to 59. */
  readonly minute: number;
  /** 0 to 23. */
  readonly hour: number;
  /** Every day when empty. */
  readonly days: readonly DayOfWeek[];
}

/** A backup that is made again and again. Its secrets are kept apart from it. */
export interface Schedule {
  readonly id: string;
  /** URL. */
  readonly location: string;
  readonly user?: string;
  /** Ids of optional parts. */
  readonly parts: readonly string[];
  /** Whether it runs by itself. */
  readonly enabled: boolean;
  /** Without it the schedule runs only when asked to. */
  readonly recurrence?: Recurrence;
  /** How many archives stay at the location, the new one included; all when left out. */
  readonly keep?: number;
  /** Whether only a sample is read back. */
  readonly fast: boolean;
  /** The secrets that it has: without them it does not run, least of all unsealed. */
  readonly secrets: readonly AccessSecret[];
}
