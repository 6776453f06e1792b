import { HoldfastError, isHoldfastError } from "../messages/holdfast-error.ts";
import { message } from "../messages/catalogue.ts";
import type { ErrorType, Message } from "../messages/message.ts";

/** An error on its way from a worker to the main thread. */
export interface WorkerFailure {
  readonly kind: "failed";
  readonly messages: readonly Message[];
  readonly errorType: ErrorType;
}

/** Says in the worker what went wrong. */
export function workerFailure(error: unknown): WorkerFailure {
  if (isHoldfastError(error)) {
    return { kind: "failed", messages: error.messages, errorType: error.errorType };
  }
  const text = error instanceof Error ? error.message : String(error);
  return { kind: "failed", messages: [message("holdfast.pipeline.worker-failed", text)], errorType: "ERROR" };
}

/** The same error in the main thread. */
export function errorOf(failure: WorkerFailure): HoldfastError {
  return new HoldfastError(failure.messages, { errorType: failure.errorType });
}
