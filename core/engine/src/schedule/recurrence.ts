import { Cron } from "croner";
import { failure } from "../messages/holdfast-error.ts";
import type { DayOfWeek, Recurrence } from "../state/schedule.ts";

const days: readonly DayOfWeek[] = [
  "SUNDAY",
  "MONDAY",
  "TUESDAY",
  "WEDNESDAY",
  "THURSDAY",
  "FRIDAY",
  "SATURDAY",
];

/**
 * When a recurrence is due next, after a time. A time of day that the clock change
 * in spring leaves out is due at the end of the gap; one that comes twice in autumn
 * is due the first time.
 *
 * @param timeZone IANA name
 */
export function nextDue({ minute, hour, days: on }: Recurrence, after: Date, timeZone: string): Date {
  const weekdays = on.length === 0 ? "*" : on.map((day) => days.indexOf(day)).join(",");
  const due = new Cron(`${minute} ${hour} * * ${weekdays}`, { timezone: timeZone, paused: true }).nextRun(
    after,
  );
  if (due === null) throw new RangeError("a recurrence without an end has ended");
  return due;
}

/** @throws HoldfastError `holdfast.schedule.bad-recurrence` */
export function checkRecurrence({ minute, hour, days: on }: Recurrence): void {
  const isWhole = (value: number, below: number): boolean =>
    Number.isInteger(value) && value >= 0 && value < below;
  if (!isWhole(minute, 60)) throw failure("holdfast.schedule.bad-recurrence", "minute", minute, "0 to 59");
  if (!isWhole(hour, 24)) throw failure("holdfast.schedule.bad-recurrence", "hour", hour, "0 to 23");
  for (const day of on) {
    if (!days.includes(day)) throw failure("holdfast.schedule.bad-recurrence", "day", day, days.join(", "));
  }
}

/** @throws HoldfastError `holdfast.schedule.bad-time-zone` */
export function checkTimeZone(timeZone: string): void {
  try {
    Intl.DateTimeFormat("en", { timeZone });
  } catch {
    throw failure("holdfast.schedule.bad-time-zone", timeZone.slice(0, 80));
  }
}
