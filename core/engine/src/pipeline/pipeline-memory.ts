import type { PipelineGeometry } from "./geometry.ts";
import { SharedState } from "./shared-state.ts";

/** Words of a slot: whose turn it is, and what the slice in it is. */
export const slotWords = 5;
/** Words of a volume buffer. */
export const bufferWords = 8;
/** Words of a stream that is being placed. */
export const streamWords = 3;
/** Words of a placement: volume number, offset and length of the frame. */
export const placementWords = 3;

const pathBytes = 4096;

/** Positions of the shared words. The order has no meaning. */
export interface WordMap {
  readonly stop: number;
  /** Slices that the reader has published. */
  readonly published: number;
  /** The next slice that a codec worker will claim. */
  readonly claimed: number;
  /** Slices whose frame has its place: the turn of the placing workers. */
  readonly placed: number;
  /** Counts buffers given back, so that a worker can wait for the next. */
  readonly released: number;
  /** Counts signs of life of the reader. */
  readonly heartbeat: number;
  /** 1 while the reader waits for the pipeline and not for its source. */
  readonly readerWaits: number;
  /** Bytes of the path that the reader touched last. */
  readonly pathLength: number;
  /** The process group that writes the current part, 0 while there is none. */
  readonly processGroup: number;
  readonly slots: number;
  readonly streams: number;
  readonly buffers: number;
  readonly placements: number;
  readonly count: number;
}

/** What is posted to the workers: shared memory and its measures. */
export interface PipelineMemory {
  readonly geometry: PipelineGeometry;
  readonly words: SharedArrayBuffer;
  /** The path that the reader touched last, and the bytes that it has read of the part. */
  readonly path: SharedArrayBuffer;
  readonly progress: SharedArrayBuffer;
  readonly slices: SharedArrayBuffer;
  readonly volumes: SharedArrayBuffer;
}

/** How many placements are kept until the reader has put them into the index. */
export function placementCount(geometry: PipelineGeometry): number {
  // The reader can be ahead of the last placed slice by all slots and one slice per worker.
  return geometry.slots + geometry.workers + 1;
}

/** Where each shared word lies for these measures. */
export function wordMap(geometry: PipelineGeometry): WordMap {
  const slots = 9;
  const streams = slots + geometry.slots * slotWords;
  const buffers = streams + 2 * streamWords;
  const placements = buffers + geometry.buffers * bufferWords;
  const count = placements + placementCount(geometry) * placementWords;
  return {
    stop: 0,
    published: 1,
    claimed: 2,
    placed: 3,
    released: 4,
    heartbeat: 5,
    readerWaits: 6,
    pathLength: 7,
    processGroup: 8,
    slots,
    streams,
    buffers,
    placements,
    count,
  };
}

/** Shared memory for one pipeline; the pages are taken when they are first written. */
export function allocatePipelineMemory(geometry: PipelineGeometry): PipelineMemory {
  const map = wordMap(geometry);
  const memory: PipelineMemory = {
    geometry,
    words: new SharedArrayBuffer(map.count * Int32Array.BYTES_PER_ELEMENT),
    path: new SharedArrayBuffer(pathBytes),
    progress: new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT),
    slices: new SharedArrayBuffer(geometry.slots * geometry.sliceSize),
    volumes: new SharedArrayBuffer(geometry.buffers * geometry.volumeSize),
  };
  const words = new Int32Array(memory.words);
  for (let slot = 0; slot < geometry.slots; slot++) words[map.slots + slot * slotWords] = slot;
  for (let stream = 0; stream < 2; stream++) words[map.streams + stream * streamWords] = -1;
  return memory;
}

/** The waiting words of a pipeline's memory. */
export function sharedState(memory: PipelineMemory): SharedState {
  return new SharedState(new Int32Array(memory.words), wordMap(memory.geometry).stop);
}

/** The buffer of one volume. */
export function volumeBuffer(memory: PipelineMemory, buffer: number): Uint8Array {
  const { volumeSize } = memory.geometry;
  return new Uint8Array(memory.volumes, buffer * volumeSize, volumeSize);
}
