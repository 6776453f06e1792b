import { Readable } from "node:stream";
import { isLocationError, type LocationSession } from "@holdfast/contract";

/** A flaw: a stream of get that fails just ends. */
export function quietGet(inner: LocationSession): Partial<LocationSession> {
  return {
    get: async (path, options) => {
      const stream = await inner.get(path, options);
      return Readable.from(untilError(stream), { objectMode: false });
    },
  };
}

async function* untilError(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  try {
    yield* stream;
  } catch (error) {
    if (!isLocationError(error)) throw error;
  }
}
