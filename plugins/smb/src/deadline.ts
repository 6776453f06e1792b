import { type ConnectContext, LocationError } from "@holdfast/contract";

/**
 * The promise, or a rejection with the signal's reason as soon as that comes
 * first. The work behind the promise goes on; its outcome is then ignored.
 */
export function orAbort<Value>(signal: AbortSignal, promise: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/**
 * Runs the work of connecting with a signal that also aborts when
 * `timeouts.connectMs` are over.
 *
 * @throws LocationError `timeout`; or the context signal's reason
 */
export async function withinConnectTime<Value>(
  context: ConnectContext,
  server: string,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const { connectMs } = context.timeouts;
  const late = new LocationError({
    code: "timeout",
    retry: "new-session",
    message: `${server}: no session within ${connectMs / 1000} seconds.`,
  });
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(late), connectMs);
  const abort = (): void => controller.abort(context.signal.reason);
  context.signal.addEventListener("abort", abort, { once: true });
  try {
    context.signal.throwIfAborted();
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    context.signal.removeEventListener("abort", abort);
  }
}
