import type { JobKind, JobPhase } from "./job.ts";

/** What the state machine knows of a phase. */
export interface PhasePlan {
  readonly phase: JobPhase;
  /** Share of the whole job in per cent. */
  readonly weight: number;
  /** The bytes of this phase are the bytes of the job: speed and time left are told of them. */
  readonly movesSource: boolean;
  /** Once entered, the job can no longer be cancelled. */
  readonly irrevocable: boolean;
  /** The job may succeed from here. */
  readonly last: boolean;
}

const step = { movesSource: false, irrevocable: false, last: false };

const plans: Readonly<Record<JobKind, readonly PhasePlan[]>> = {
  backup: [
    { ...step, phase: "preparing", weight: 2 },
    { ...step, phase: "transferring", weight: 86, movesSource: true },
    { ...step, phase: "verifying", weight: 10 },
    { ...step, phase: "committing", weight: 2, irrevocable: true, last: true },
  ],
  restore: [
    { ...step, phase: "preparing", weight: 5 },
    { ...step, phase: "unpacking", weight: 85, movesSource: true, last: true },
    { ...step, phase: "swapping", weight: 10, irrevocable: true, last: true },
  ],
};

/** The phases of a job in their order; their weights add up to 100. */
export function phasesOf(kind: JobKind): readonly PhasePlan[] {
  return plans[kind];
}

/** The plan of one phase; `undefined` when this kind of job has no such phase. */
export function planOf(kind: JobKind, phase: JobPhase | undefined): PhasePlan | undefined {
  return plans[kind].find((plan) => plan.phase === phase);
}

/** Whole per cent of a job that has finished `fraction` (0 to 1) of a phase. */
export function progressIn(kind: JobKind, phase: JobPhase, fraction: number): number {
  let before = 0;
  for (const plan of plans[kind]) {
    if (plan.phase === phase) return Math.floor(before + plan.weight * fraction);
    before += plan.weight;
  }
  return before;
}
