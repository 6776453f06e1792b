/** Buffers of shared memory that are handed out one by one and given back. */
export class BufferPool {
  readonly #free: Uint8Array[];
  #waiting: { resolve(buffer: Uint8Array): void; reject(error: unknown): void }[] = [];
  #failure: { error: unknown } | undefined;

  constructor(count: number, size: number) {
    this.#free = Array.from({ length: count }, () => new Uint8Array(new SharedArrayBuffer(size)));
  }

  /** Waits for a free buffer. Rejects once the pool has failed. */
  take(): Promise<Uint8Array> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure.error);
    const buffer = this.#free.pop();
    if (buffer !== undefined) return Promise.resolve(buffer);
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    this.#waiting.push({ resolve, reject });
    return promise;
  }

  give(buffer: Uint8Array): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(buffer);
    else next.resolve(buffer);
  }

  /** Lets everybody who waits, now or later, fail with this error. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    for (const waiting of this.#waiting) waiting.reject(error);
    this.#waiting = [];
  }
}
