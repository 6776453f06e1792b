import type { ConnectContext } from "../connect-context.ts";
import { LocationError } from "../location-error.ts";

/**
 * Runs the work with a signal that is aborted with the given one, or with `late`
 * when the milliseconds are over. The work has to heed it.
 *
 * @throws what the work throws; or the given signal's reason when it is aborted already
 */
export async function within<Value>(
  milliseconds: number,
  late: LocationError,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  signal.throwIfAborted();
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(late), milliseconds);
  const abort = (): void => controller.abort(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}

/**
 * Runs the work of connecting with a signal that also aborts when
 * `timeouts.connectMs` are over.
 *
 * @param server for messages
 * @throws LocationError `timeout`; or the context signal's reason
 */
export function withinConnectTime<Value>(
  { signal, timeouts: { connectMs } }: ConnectContext,
  server: string,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const message = `${server}: no session within ${connectMs / 1000} seconds.`;
  const late = new LocationError({ code: "timeout", retry: "new-session", message });
  return within(connectMs, late, signal, work);
}
