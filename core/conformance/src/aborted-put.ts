import type { LocationSession } from "@holdfast/contract";
import type { Place } from "./place.ts";
import { contentOf } from "./content.ts";
import { rejectsWithReason } from "./rejection.ts";
import { within } from "./within.ts";

/** Bytes of the file that {@link abortedPut} begins to put: more than peers take at once. */
export const abortedPutSize: number = 16 * 1024 * 1024;

/**
 * Begins a put and aborts it as soon as the peer has taken some bytes. It may
 * resolve only when the peer took all bytes in one go.
 *
 * @throws ConformanceFailure when it rejects with something else than the reason, or hangs
 */
export async function abortedPut(
  place: Place,
  path: string,
  reason: Error,
  session: LocationSession = place.session,
): Promise<{ resolved: boolean }> {
  const control = new AbortController();
  let taken = 0;
  const onProgress = (bytes: number): void => {
    taken += bytes;
    control.abort(reason);
  };
  const body = { size: abortedPutSize, chunks: [contentOf(abortedPutSize)] };
  const put = session.put(path, body, { signal: control.signal, onProgress });
  const settled = put.then(
    () => true,
    () => false,
  );
  const resolved = await within(60_000, "a put ends after an abort", settled);
  if (resolved && taken >= body.size) return { resolved };
  await rejectsWithReason(reason, "a put that is aborted on its way", put);
  return { resolved: false };
}
