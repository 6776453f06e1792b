import type { Log } from "@holdfast/contract";
import type { StoredSchedule } from "../state/stored-schedules.ts";
import type { StateStore } from "../state/state-store.ts";
import type { Clock } from "./clock.ts";
import { nextDue } from "./recurrence.ts";
import type { Schedules } from "./schedules.ts";

/** The clock is looked at this often at least, since it may be set, and the machine may sleep. Milliseconds. */
const longestWaitMs = 60_000;

/** A clock that goes back less than this corrects itself and repeats no run. Milliseconds. */
const smallStepMs = 60 * 60_000;

/**
 * Runs schedules when they are due. Runs that were missed while nobody looked are made
 * up for by one. Of several processes with one state directory, one gets each run.
 */
export class Scheduler {
  readonly #schedules: Schedules;
  readonly #state: () => StateStore;
  readonly #clock: Clock;
  readonly #timeZone: string;
  readonly #log: Log;
  readonly #running = new Set<Promise<void>>();
  #isStarted = false;
  #cancelTimer: () => void = () => undefined;

  /** @param timeZone IANA name of the zone in which schedules tell their times */
  constructor(schedules: Schedules, state: () => StateStore, clock: Clock, timeZone: string, log: Log) {
    this.#schedules = schedules;
    this.#state = state;
    this.#clock = clock;
    this.#timeZone = timeZone;
    this.#log = log;
    schedules.onChange(() => {
      if (this.#isStarted) this.#look();
    });
  }

  /** Begins to run schedules; what is overdue runs at once. May be called twice. */
  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#look();
  }

  /** Starts no more runs; those that have started go on. */
  async stop(): Promise<void> {
    this.#isStarted = false;
    this.#cancelTimer();
    await Promise.all(this.#running);
  }

  /** Runs what is due and waits for what is due next. */
  #look(): void {
    this.#cancelTimer();
    const now = this.#clock.now();
    let waitMs = longestWaitMs;
    try {
      for (const stored of this.#schedules.list()) {
        const due = this.#dueTime(stored, now);
        if (due === undefined) continue;
        if (due <= now) this.#run(stored, now);
        else waitMs = Math.min(waitMs, due.getTime() - now.getTime());
      }
    } catch (error) {
      // A state that cannot be read now may be readable in a minute.
      this.#log.warn(`Schedules could not be looked at: ${String(error)}`);
    }
    this.#cancelTimer = this.#clock.after(waitMs, () => this.#look());
  }

  #dueTime({ schedule, since }: StoredSchedule, now: Date): Date | undefined {
    const { enabled, recurrence } = schedule;
    if (!enabled || recurrence === undefined) return undefined;
    if (since.getTime() - now.getTime() <= smallStepMs) return nextDue(recurrence, since, this.#timeZone);
    // A clock that was far ahead when the schedule ran must not silence it until then.
    this.#state().schedules.account(schedule.id, since, now);
    return nextDue(recurrence, now, this.#timeZone);
  }

  #run({ schedule, since }: StoredSchedule, now: Date): void {
    if (!this.#state().schedules.account(schedule.id, since, now)) return;
    const run = this.#schedules.runDue(schedule.id).catch((error: unknown) => {
      this.#log.warn(`Schedule ${schedule.id} could not be run: ${String(error)}`);
    });
    this.#running.add(run);
    void run.then(() => this.#running.delete(run));
  }
}
