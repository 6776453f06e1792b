import { type PipelineMemory, sharedState, type WordMap, wordMap } from "./pipeline-memory.ts";
import type { SharedState } from "./shared-state.ts";

/** What the main thread sees of the reader without asking it. */
export interface ReaderView {
  /** Bytes of the current part's stream that have been read. */
  readonly bytes: number;
  /** Changes with every sign of life. */
  readonly heartbeat: number;
  /** Whether the reader waits for the pipeline, and not for its source. */
  readonly waiting: boolean;
  /** The path that it touched last. */
  readonly path: string;
  /** The process group that writes the part, 0 while there is none, {@link startingGroup} before it has a number. */
  readonly processGroup: number;
}

/** Stands for a process group that is being started. */
export const startingGroup = -1;

/** The reader's signs of life in shared memory: written by the reader, watched by the main thread. */
export class ReaderSigns {
  readonly #state: SharedState;
  readonly #map: WordMap;
  readonly #path: Buffer;
  readonly #progress: BigInt64Array;

  constructor(memory: PipelineMemory) {
    this.#state = sharedState(memory);
    this.#map = wordMap(memory.geometry);
    this.#path = Buffer.from(memory.path);
    this.#progress = new BigInt64Array(memory.progress);
  }

  /** Reader: about to touch this path, which may block. */
  touch(path: string): void {
    const length = this.#path.write(path);
    Atomics.store(this.#state.words, this.#map.pathLength, length);
    Atomics.add(this.#state.words, this.#map.heartbeat, 1);
  }

  /** Reader: the part's stream has come this far. */
  read(bytes: number): void {
    Atomics.store(this.#progress, 0, BigInt(bytes));
    Atomics.add(this.#state.words, this.#map.heartbeat, 1);
  }

  /**
   * Reader: about to start a process group. Told before, so that whoever stops the pipeline
   * knows of it in time: either this thread sees the stop, or the other one sees the start.
   *
   * @throws PipelineStopped
   */
  starting(): void {
    this.follow(startingGroup);
    if (!this.#state.stopped) return;
    this.follow(0);
    this.#state.throwIfStopped();
  }

  /**
   * Reader: a process group writes the part; 0 when it has ended. In shared memory,
   * because a message would be lost with the thread that posted it, and the group kept.
   */
  follow(processGroup: number): void {
    Atomics.store(this.#state.words, this.#map.processGroup, processGroup);
  }

  view(): ReaderView {
    const { words } = this.#state;
    const length = Atomics.load(words, this.#map.pathLength);
    return {
      bytes: Number(Atomics.load(this.#progress, 0)),
      heartbeat: Atomics.load(words, this.#map.heartbeat),
      waiting: Atomics.load(words, this.#map.readerWaits) === 1,
      path: this.#path.toString("utf8", 0, length),
      processGroup: Atomics.load(words, this.#map.processGroup),
    };
  }
}
