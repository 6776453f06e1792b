const longest = 1024 * 1024;
const mostViews = 512; // below Linux' IOV_MAX of 1024

/** The chunks' bytes in order, as lists of views that one vectored write can take: at most 1 MiB each. */
export function* batches(chunks: readonly Uint8Array[]): Generator<Uint8Array[], void> {
  let batch: Uint8Array[] = [];
  let room = longest;
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length;) {
      const view = chunk.subarray(at, at + room);
      batch.push(view);
      at += view.length;
      room -= view.length;
      if (room > 0 && batch.length < mostViews) continue;
      yield batch;
      batch = [];
      room = longest;
    }
  }
  if (batch.length > 0) yield batch;
}
