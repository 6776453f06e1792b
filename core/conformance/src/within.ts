import { ConformanceFailure } from "./conformance-failure.ts";

/**
 * The promise's outcome, unless it takes longer than the given milliseconds.
 *
 * @throws ConformanceFailure with the rule when time is up
 */
export async function within<T>(milliseconds: number, rule: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ConformanceFailure(rule)), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
