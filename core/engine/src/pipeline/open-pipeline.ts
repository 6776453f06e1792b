import type { FrameCodec } from "../seal/frames.ts";
import { BufferPool } from "./buffer-pool.ts";
import type { PipelineGeometry } from "./geometry.ts";
import type { OpenedVolume, OpeningResult, OpeningTask, OpeningWork } from "./opening-worker.ts";
import { TaskWorker } from "./task-worker.ts";

/** A volume at the location. */
export interface VolumeSource {
  /** The file's name. */
  readonly name: string;
  /** Of the stored file, hexadecimal. */
  readonly sha256: string;
  /** Reads the whole stored file into memory; its size. */
  readonly fetch: (into: Uint8Array) => Promise<number>;
}

/** Takes slices of a stream in their order, and the volume they come from. The bytes are valid until the promise is settled. */
export type SliceConsumer = (slice: Uint8Array, volume: VolumeSource) => Promise<void>;

interface FetchedVolume {
  readonly source: VolumeSource;
  readonly buffer: Uint8Array;
  readonly opened: OpenedVolume;
}

/** What it takes to read an archive's volumes. */
export interface OpenPipelineOptions {
  readonly geometry: PipelineGeometry;
  readonly codec: FrameCodec;
  /** `AGE-SECRET-KEY-1…`, for sealed archives. */
  readonly identity: string | undefined;
}

/**
 * Volumes in, slices out: fetches a few volumes ahead, has workers unseal and
 * decompress them side by side, and hands the slices on in order.
 */
export class OpenPipeline {
  readonly #geometry: PipelineGeometry;
  readonly #workers: readonly TaskWorker<OpeningTask, OpeningResult>[];
  readonly #volumes: BufferPool;
  readonly #slices: BufferPool;

  constructor({ geometry, codec, identity }: OpenPipelineOptions) {
    this.#geometry = geometry;
    const work: OpeningWork = { codec, identity, sliceSize: geometry.sliceSize };
    this.#workers = Array.from({ length: geometry.workers }, () => new TaskWorker("opening-worker", work));
    this.#volumes = new BufferPool(geometry.buffers, geometry.volumeSize);
    this.#slices = new BufferPool(geometry.slots, geometry.sliceSize);
  }

  /**
   * Reads a stream's volumes in their order.
   *
   * @returns the stream's bytes
   * @throws whatever a fetch, a worker or the consumer rejected with, first
   */
  async read(volumes: readonly VolumeSource[], consume: SliceConsumer): Promise<number> {
    const ahead: Promise<FetchedVolume>[] = [];
    let next = 0;
    let size = 0;
    let written = Promise.resolve();
    const fail = (error: unknown): void => {
      this.#volumes.fail(error);
      this.#slices.fail(error);
    };
    const prefetch = (): void => {
      const source = volumes[next++];
      if (source === undefined) return;
      const opened = this.#fetchAndOpen(source);
      opened.catch(fail);
      ahead.push(opened);
    };
    try {
      for (let count = 0; count < this.#geometry.buffers; count++) prefetch();
      for (let volume = ahead.shift(); volume !== undefined; volume = ahead.shift()) {
        const { source, buffer, opened } = await volume;
        const decoded: Promise<unknown>[] = [];
        for (const { offset, length } of opened.frames) {
          const slice = await this.#slices.take();
          const frame = opened.plaintext.subarray(offset, offset + length);
          const content = this.#decode(frame, slice);
          content.catch(fail);
          decoded.push(content);
          written = written.then(async () => {
            const length = await content;
            await consume(slice.subarray(0, length), source);
            size += length;
            this.#slices.give(slice);
          });
          written.catch(fail);
        }
        await Promise.all(decoded);
        this.#volumes.give(buffer);
        prefetch();
      }
      await written;
      return size;
    } catch (error) {
      fail(error);
      await Promise.allSettled([...ahead, written]);
      throw error;
    }
  }

  /** Fetches, unseals and decodes volumes, side by side and keeping nothing. @returns bytes of content */
  async check(volumes: readonly VolumeSource[], checked: (source: VolumeSource) => void): Promise<number> {
    let next = 0;
    let size = 0;
    const lane = async (): Promise<void> => {
      for (let source = volumes[next++]; source !== undefined; source = volumes[next++]) {
        const buffer = await this.#volumes.take();
        const bytes = buffer.subarray(0, await source.fetch(buffer));
        const volume = { name: source.name, bytes, sha256: source.sha256 };
        const content = sizeOf(await this.#idlest().run({ kind: "check", volume }));
        this.#volumes.give(buffer);
        size += content;
        checked(source);
      }
    };
    await Promise.all(Array.from({ length: this.#geometry.buffers }, lane));
    return size;
  }

  /** Decodes one frame of which the plaintext is known, and hands its content on; that is valid until the promise is settled. */
  async decode(frame: Uint8Array, consume: (content: Uint8Array) => Promise<void>): Promise<void> {
    const slice = await this.#slices.take();
    const length = await this.#decode(frame, slice);
    await consume(slice.subarray(0, length));
    this.#slices.give(slice);
  }

  /** Ends the workers. */
  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.close()));
  }

  async #fetchAndOpen(source: VolumeSource): Promise<FetchedVolume> {
    const buffer = await this.#volumes.take();
    const bytes = buffer.subarray(0, await source.fetch(buffer));
    const volume = { name: source.name, bytes, sha256: source.sha256 };
    const result = await this.#idlest().run({ kind: "open", volume });
    if (!("opened" in result)) throw new TypeError("an opening worker answered another task");
    return { source, buffer, opened: result.opened };
  }

  async #decode(frame: Uint8Array, into: Uint8Array): Promise<number> {
    return sizeOf(await this.#idlest().run({ kind: "decode", frame, into }));
  }

  #idlest(): TaskWorker<OpeningTask, OpeningResult> {
    const [first, ...others] = this.#workers;
    if (first === undefined) throw new TypeError("a pipeline has one worker at least");
    return others.reduce((idlest, worker) => (worker.load < idlest.load ? worker : idlest), first);
  }
}

function sizeOf(result: OpeningResult): number {
  if ("size" in result) return result.size;
  throw new TypeError("an opening worker answered another task");
}
