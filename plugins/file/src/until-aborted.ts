/**
 * The promise's outcome, or at once the signal's reason after an abort: a system
 * call on a disk that hangs can be left, though not ended.
 *
 * @param late disposes of a value that nobody waits for any more
 */
export async function untilAborted<T>(
  signal: AbortSignal,
  promise: Promise<T>,
  late: (value: T) => Promise<void> = () => Promise.resolve(),
): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason as Error);
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([aborted, promise]);
  } catch (error) {
    promise.then(late).catch(() => {}); // the caller learns of the abort instead
    throw error;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
