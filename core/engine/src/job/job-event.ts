import type { Message } from "../messages/message.ts";
import type { JobPhase } from "./job.ts";

/** When something happened, by both clocks: only the monotonic one measures. */
export interface Moment {
  readonly time: Date;
  readonly monotonicMs: number;
}

/** What can happen to a job. */
export type JobEvent =
  | { readonly type: "started"; readonly at: Moment }
  /**
   * Phases come in their order. Entering `committing` or `swapping` is the point
   * of no return: enter `committing` directly before the manifest's first byte.
   */
  | { readonly type: "phase-entered"; readonly phase: JobPhase; readonly at: Moment }
  /** `done` of `total` bytes of the current phase; `stored` counts over the whole job. */
  | {
      readonly type: "progress";
      readonly done: number;
      readonly total: number;
      readonly stored?: number;
      readonly at: Moment;
    }
  | { readonly type: "message"; readonly message: Message }
  | { readonly type: "cancel-requested" }
  | { readonly type: "succeeded"; readonly at: Moment }
  | { readonly type: "failed"; readonly messages: readonly [Message, ...Message[]]; readonly at: Moment }
  /** The process that ran the job is gone; told by another one, whose monotonic clock is unrelated. */
  | { readonly type: "interrupted"; readonly time: Date };
