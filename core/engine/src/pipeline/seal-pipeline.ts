import { setTimeout as sleep } from "node:timers/promises";
import { MessageChannel, type MessagePort, type Worker } from "node:worker_threads";
import { failure } from "../messages/holdfast-error.ts";
import type { Part } from "../parts/part.ts";
import type { StreamPart } from "../parts/stream-part.ts";
import type { FrameCodec } from "../seal/frames.ts";
import { sendChunks } from "./chunk-port.ts";
import type { PipelineGeometry } from "./geometry.ts";
import type { SentPart } from "./part-reading.ts";
import { allocatePipelineMemory, type PipelineMemory, sharedState, volumeBuffer } from "./pipeline-memory.ts";
import type { PartSummary } from "./part-summary.ts";
import { ReaderSigns, startingGroup, type ReaderView } from "./reader-signs.ts";
import { endProcessGroup } from "./process-group.ts";
import type { ReadingMessage, ReadingRequest } from "./reading-worker.ts";
import type { SealedVolume, SealingMessage, SealingWork } from "./sealing-worker.ts";
import { PipelineStopped } from "./shared-state.ts";
import { releaseBuffer } from "./volume-board.ts";
import { errorOf } from "./worker-failure.ts";
import { startWorker, type WorkerName } from "./worker-thread.ts";

/** What it takes to make an archive's volumes. */
export interface SealPipelineOptions {
  readonly geometry: PipelineGeometry;
  readonly codec: FrameCodec;
  readonly level: number;
  /** Ids of the parts, in the order in which they will be read. */
  readonly parts: readonly string[];
  /** `age1…`, for sealed archives. */
  readonly recipient: string | undefined;
}

/** Stores one volume; its bytes are valid until the promise is settled. */
export type VolumeStore = (volume: SealedVolume, bytes: Uint8Array) => Promise<void>;

interface RunningPart {
  readonly ordinal: number;
  readonly store: VolumeStore;
  readonly done: PromiseWithResolvers<PartSummary>;
  summary: PartSummary | undefined;
  stored: number;
  /** How many volumes there are, as far as the last ones of both streams have come. */
  volumes: number;
  /** Streams whose last volume has not come: data and index. */
  open: number;
}

const workerEndMs = 2000;
const startingMs = 1000;

/**
 * Parts in, volumes out: a reading worker fills the ring of slices, sealing
 * workers compress, place and seal, and this thread has the finished volumes
 * stored. A failure of any of them ends the pipeline.
 */
export class SealPipeline {
  readonly #memory: PipelineMemory;
  readonly #signs: ReaderSigns;
  readonly #reader: Worker;
  readonly #work: SealingWork;
  readonly #workers: Worker[] = [];
  #measuring: PromiseWithResolvers<number> | undefined;
  readonly #stopSources = new AbortController();
  readonly #endingGroups = new Map<number, Promise<void>>();
  #parts = 0;
  #running: RunningPart | undefined;
  #failure: { error: unknown } | undefined;
  #closing = false;

  constructor({ geometry, codec, level, parts, recipient }: SealPipelineOptions) {
    this.#memory = allocatePipelineMemory(geometry);
    this.#signs = new ReaderSigns(this.#memory);
    this.#reader = this.#start("reading-worker", this.#memory);
    this.#reader.on("message", (message: ReadingMessage) => this.#onReader(message));
    this.#work = { memory: this.#memory, codec, level, parts, recipient };
  }

  /** What the reader is at. */
  get reader(): ReaderView {
    return this.#signs.view();
  }

  /** Whether the reader is at work, so that signs of life can be expected. */
  get reading(): boolean {
    return (
      this.#measuring !== undefined || (this.#running !== undefined && this.#running.summary === undefined)
    );
  }

  /** Bytes that a part will come to, as far as that can be known before it is read. */
  async measure(part: Part): Promise<number> {
    if (part.kind !== "tree") return 0;
    if (this.#failure !== undefined) throw this.#failure.error;
    this.#measuring = Promise.withResolvers<number>();
    this.#ask({ kind: "measure", part });
    try {
      return await this.#measuring.promise;
    } finally {
      this.#measuring = undefined;
    }
  }

  /** Reads a part and has its volumes stored, several at a time. Resolves when all of them are. */
  async read(part: Part, store: VolumeStore): Promise<PartSummary> {
    if (this.#failure !== undefined) throw this.#failure.error;
    if (this.#parts === 0) this.#startSealing();
    const done = Promise.withResolvers<PartSummary>();
    const ordinal = this.#parts++;
    this.#running = { ordinal, store, done, summary: undefined, stored: 0, volumes: 0, open: 2 };
    if (part.kind === "stream") {
      const chunks = this.#send(part);
      const sent: SentPart = { kind: "sent", id: part.id, chunks };
      this.#ask({ kind: "read", part: sent, ordinal }, chunks);
    } else {
      this.#ask({ kind: "read", part, ordinal });
    }
    try {
      return await done.promise;
    } finally {
      this.#running = undefined;
    }
  }

  /** Ends a run with this error, at once. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#stop();
    this.#measuring?.reject(this.#failure.error);
    this.#running?.done.reject(this.#failure.error);
  }

  /** Ends processes and workers. A worker that is blocked by its source is left behind after a while. */
  async close(): Promise<void> {
    this.#closing = true;
    // Who still waits for a part, because something else failed meanwhile, does not wait for ever.
    this.fail(new PipelineStopped());
    await this.#endStartingGroup();
    // Processes first: a child is reaped by the worker that started it.
    await Promise.all(this.#endingGroups.values());
    await Promise.all(this.#workers.map(end));
  }

  #stop(): void {
    sharedState(this.#memory).stop();
    this.#stopSources.abort();
    this.#endProcessGroup();
  }

  #endProcessGroup(): void {
    const { processGroup } = this.#signs.view();
    if (processGroup <= 0 || this.#endingGroups.has(processGroup)) return;
    this.#endingGroups.set(processGroup, endProcessGroup(processGroup));
  }

  /** What the reader was about to start when it was stopped. Only a thread that hangs does not come to it. */
  async #endStartingGroup(): Promise<void> {
    const end = performance.now() + startingMs;
    while (this.#signs.view().processGroup === startingGroup && performance.now() < end) await sleep(5);
    this.#endProcessGroup();
  }

  #start(name: WorkerName, data: unknown): Worker {
    const worker = startWorker(name, data);
    this.#workers.push(worker);
    worker.on("error", (error) => this.fail(failure("holdfast.pipeline.worker-failed", error.message)));
    worker.on("exit", (code) => {
      if (!this.#closing) this.fail(failure("holdfast.pipeline.worker-died", name, code));
    });
    return worker;
  }

  /** They take memory, which is needed for something else until there is something to seal. */
  #startSealing(): void {
    for (let count = 0; count < this.#memory.geometry.workers; count++) {
      const worker = this.#start("sealing-worker", this.#work);
      worker.on("message", (message: SealingMessage) => this.#onSealing(message));
    }
  }

  #ask(request: ReadingRequest, ...transfer: readonly MessagePort[]): void {
    this.#reader.postMessage(request, transfer);
  }

  #send(part: StreamPart): MessagePort {
    const { port1, port2 } = new MessageChannel();
    const { signal } = this.#stopSources;
    void sendChunks(() => part.open(signal), port1, signal);
    return port2;
  }

  #onReader(message: ReadingMessage): void {
    switch (message.kind) {
      case "failed":
        return this.fail(errorOf(message));
      case "measured":
        return this.#measuring?.resolve(message.bytes);
      case "read": {
        const part = this.#running;
        if (part?.ordinal !== message.ordinal) return;
        part.summary = message.summary;
        this.#settleWhenDone(part);
      }
    }
  }

  #onSealing(message: SealingMessage): void {
    if (message.kind === "failed") return this.fail(errorOf(message));
    const part = this.#running;
    if (part?.ordinal !== message.volume.part) return;
    void this.#storeVolume(part, message.volume);
  }

  async #storeVolume(part: RunningPart, volume: SealedVolume): Promise<void> {
    // The last volume may come before others, which are larger and take longer to seal.
    if (volume.last) {
      part.open--;
      part.volumes += volume.number;
    }
    try {
      const bytes = volumeBuffer(this.#memory, volume.buffer).subarray(0, volume.size);
      await part.store(volume, bytes);
      releaseBuffer(this.#memory, volume.buffer);
    } catch (error) {
      this.fail(error);
      return;
    }
    part.stored++;
    this.#settleWhenDone(part);
  }

  #settleWhenDone(part: RunningPart): void {
    const { summary, open, stored, volumes } = part;
    if (summary !== undefined && open === 0 && stored === volumes) part.done.resolve(summary);
  }
}

async function end(worker: Worker): Promise<void> {
  const ended = worker.terminate().then(() => true);
  const isBlocked = !(await Promise.race([ended, sleep(workerEndMs, false, { ref: false })]));
  if (isBlocked) worker.unref();
}
