/** Thrown inside a worker whose pipeline was told to stop. It never reaches a user. */
export class PipelineStopped extends Error {
  override readonly name = "PipelineStopped";
}

const stopCheckMs = 100;

/**
 * Words of shared memory on which threads wait for each other. A wait also ends
 * when the pipeline stops: by a notification, or at the next check, because a
 * stop may fall between a look at the flag and the wait itself.
 */
export class SharedState {
  readonly words: Int32Array;
  readonly #stopWord: number;

  constructor(words: Int32Array, stopWord: number) {
    this.words = words;
    this.#stopWord = stopWord;
  }

  get(word: number): number {
    return Atomics.load(this.words, word);
  }

  /** Sets a word and wakes all who wait on it. */
  set(word: number, value: number): void {
    Atomics.store(this.words, word, value);
    Atomics.notify(this.words, word);
  }

  /** Adds to a word, wakes all who wait on it, and gives the value before. */
  add(word: number, value: number): number {
    const before = Atomics.add(this.words, word, value);
    Atomics.notify(this.words, word);
    return before;
  }

  /**
   * Blocks the thread until the word has a value that `done` accepts.
   *
   * @throws PipelineStopped
   */
  waitFor(word: number, done: (value: number) => boolean): number {
    for (;;) {
      this.throwIfStopped();
      const value = Atomics.load(this.words, word);
      if (done(value)) return value;
      Atomics.wait(this.words, word, value, stopCheckMs);
    }
  }

  throwIfStopped(): void {
    if (Atomics.load(this.words, this.#stopWord) !== 0) throw new PipelineStopped();
  }

  get stopped(): boolean {
    return Atomics.load(this.words, this.#stopWord) !== 0;
  }

  /** Ends every wait, now and later. */
  stop(): void {
    Atomics.store(this.words, this.#stopWord, 1);
    for (let word = 0; word < this.words.length; word++) Atomics.notify(this.words, word);
  }
}
