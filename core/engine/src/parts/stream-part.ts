import type { Readable } from "node:stream";
import { describePart, type PartDescription, type PartOptions } from "./part-description.ts";

/** Where the bytes of a {@link StreamPart} come from and go to. */
export interface StreamSource {
  /** The part's bytes from the first to the last. An error in the stream fails the job; after an abort it may just end. */
  open(signal: AbortSignal): Readable | AsyncIterable<Uint8Array>;
  /** Takes the same bytes back; resolves when they have taken effect. Without it the part is only backed up. */
  readonly restore?: (content: Readable, signal: AbortSignal) => Promise<void>;
}

/** Bytes that the embedding program makes itself. Its functions run on the main thread. */
export interface StreamPart extends PartDescription, StreamSource {
  readonly kind: "stream";
}

/** Options of a {@link streamPart}. */
export interface StreamPartOptions extends PartOptions, StreamSource {}

/**
 * A part whose bytes the embedding program makes itself.
 *
 * @throws HoldfastError `holdfast.parts.invalid-id`
 */
export function streamPart(options: StreamPartOptions): StreamPart {
  return {
    ...describePart(options),
    kind: "stream",
    open: (signal) => options.open(signal),
    ...(options.restore !== undefined && { restore: options.restore }),
  };
}
