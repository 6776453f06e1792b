import type { ManifestPart } from "../manifest/manifest.ts";
import type { OpenPipeline, VolumeSource } from "../pipeline/open-pipeline.ts";
import type { FrameReader } from "./frame-reader.ts";
import { readIndex } from "./index-reader.ts";
import type { PartVolumes } from "./part-volumes.ts";
import { RangeCutter } from "./range-cutter.ts";
import { Selection } from "./selection.ts";
import { StreamMap } from "./stream-map.ts";

/** Takes pieces of a part's stream, in shared memory. */
export type PieceConsumer = (bytes: Uint8Array) => Promise<void>;

/** Below this share of their volumes' frames, frames are fetched one by one. */
const fewFrames = 1 / 4;

/** What a partial restore takes from a part, and where that lies. */
export class Excerpt {
  readonly selection: Selection;
  readonly #map: StreamMap;

  private constructor(selection: Selection, map: StreamMap) {
    this.selection = selection;
    this.#map = map;
  }

  /** Looks for paths in a part's index. @throws HoldfastError */
  static async find(
    pipeline: OpenPipeline,
    part: ManifestPart,
    volumeSize: number,
    volumes: PartVolumes,
    paths: readonly string[],
  ): Promise<Excerpt> {
    const selection = new Selection(paths);
    const map = new StreamMap(part.slice_size, volumeSize);
    await readIndex(pipeline, volumes.index, {
      entry: (entry) => selection.entry(entry),
      frame: (frame) => map.add(frame),
    });
    if (selection.incomplete) {
      const entry = selection.borrow.bind(selection);
      await readIndex(pipeline, volumes.index, { entry, frame: () => undefined });
    }
    return new Excerpt(selection, map);
  }

  /**
   * Reads it: a few frames by themselves, more of them with their volumes, several of
   * which are fetched at a time.
   *
   * @param frames left out where ranges cannot be fetched, or nothing would prove them:
   *   the digests are those of whole volumes
   */
  async read(
    pipeline: OpenPipeline,
    volumes: PartVolumes,
    frames: FrameReader | undefined,
    consume: PieceConsumer,
  ): Promise<void> {
    const { ranges } = this.selection;
    const wanted = this.#map.framesOf(ranges);
    const numbers = new Set(wanted.map(({ volume }) => volume));
    const all = [...numbers].reduce((sum, number) => sum + this.#map.frameCountOf(number), 0);
    const cutter = new RangeCutter(ranges);
    const take = async (slice: Uint8Array, position: number): Promise<void> => {
      for (const piece of cutter.cut(slice, position)) await consume(piece);
    };
    if (frames !== undefined && wanted.length < all * fewFrames) {
      for (const line of wanted) {
        await frames.read(line, (content) => take(content, this.#map.startOfFrame(line.frame)));
      }
    } else {
      await this.#readVolumes(pipeline, volumes, numbers, take);
    }
    cutter.end();
  }

  async #readVolumes(
    pipeline: OpenPipeline,
    volumes: PartVolumes,
    numbers: ReadonlySet<number>,
    take: (slice: Uint8Array, position: number) => Promise<void>,
  ): Promise<void> {
    const positions = new Map<VolumeSource, number>();
    for (const number of numbers) {
      const volume = volumes.data[number - 1];
      if (volume !== undefined) positions.set(volume, this.#map.startOfVolume(number));
    }
    await pipeline.read([...positions.keys()], async (slice, volume) => {
      const position = positions.get(volume) ?? 0;
      positions.set(volume, position + slice.length);
      await take(slice, position);
    });
  }
}
