import type { LocationError, LocationSession } from "@holdfast/contract";
import { contentOf } from "./content.ts";
import { locationErrorOf } from "./rejection.ts";
import { within } from "./within.ts";

const pieces = 32;
const piece = contentOf(1024 * 1024, pieces);
const endMs = 30_000;

/** What {@link interruptedPut} puts: 32 MiB, more than peers take at once. */
export const interruptedContent: Uint8Array = Buffer.concat(Array.from({ length: pieces }, () => piece));

/**
 * Puts a large file and lets something happen as soon as the peer has taken some of it.
 *
 * @returns the error that the put rejects with; `undefined` when it resolves in spite of what happened
 * @throws ConformanceFailure when the put rejects with anything but a LocationError, or hangs
 */
export async function interruptedPut(
  session: LocationSession,
  path: string,
  happen: () => void | Promise<void>,
): Promise<LocationError | undefined> {
  let happening: Promise<void> | undefined;
  const onProgress = (): void => {
    happening ??= Promise.resolve(happen());
    happening.catch(() => {}); // it is looked at when the put has ended
  };
  const { signal } = new AbortController();
  const body = { size: interruptedContent.length, chunks: Array.from({ length: pieces }, () => piece) };
  const put = session.put(path, body, { signal, onProgress }).then(
    () => undefined,
    (error: unknown) => locationErrorOf(error, "a put that is interrupted"),
  );
  const error = await within(endMs, "a put that is interrupted ends within 30 s", put);
  await happening;
  return error;
}
