/** Where an archiver writes a part's stream: slices of memory, filled one after the other. */
export interface SliceSink {
  /** Bytes of the stream so far: where the next byte lands. */
  readonly position: number;
  /** The unwritten rest of the current slice, never empty; may block the thread. Holds until the next call. */
  room(): Uint8Array;
  /** Takes the first `length` bytes of `room()` as written. */
  commit(length: number): void;
}
