import { failure } from "../messages/holdfast-error.ts";
import type { FrameLine } from "../pipeline/frame-line.ts";
import type { OpenPipeline } from "../pipeline/open-pipeline.ts";
import type { Identity } from "../seal/age/identity.ts";
import { volumeLabel } from "../seal/volume-label.ts";
import { openRange, type SealedRange, sealedRange, VolumeHeader } from "../seal/volume-range.ts";
import type { Location } from "../transfer/location.ts";

/**
 * Reads single frames of a part's sealed volumes by ranged gets. The seal proves
 * them, chunk by chunk; volumes that are not sealed have nothing that proves a
 * part of them.
 */
export class FrameReader {
  readonly #location: Location;
  readonly #part: string;
  readonly #pathOf: (volume: number) => string;
  readonly #identity: Identity;
  readonly #pipeline: OpenPipeline;
  #header: { volume: number; opened: VolumeHeader } | undefined;

  /** @param pathOf the path of the data volume with this number */
  constructor(
    location: Location,
    part: string,
    pathOf: (volume: number) => string,
    identity: Identity,
    pipeline: OpenPipeline,
  ) {
    this.#location = location;
    this.#part = part;
    this.#pathOf = pathOf;
    this.#identity = identity;
    this.#pipeline = pipeline;
  }

  /** Hands a frame's content on, in shared memory. */
  async read(
    { volume, offset, length }: FrameLine,
    consume: (content: Uint8Array) => Promise<void>,
  ): Promise<void> {
    const header = await this.#headerOf(volume);
    const range = sealedRange(header.fileSize, offset, length);
    const frame = openRange(header, range, await this.#get(volume, range));
    await this.#pipeline.decode(frame, consume);
  }

  async #headerOf(volume: number): Promise<VolumeHeader> {
    if (this.#header?.volume === volume) return this.#header.opened;
    const info = await this.#location.stat(this.#pathOf(volume));
    if (info?.size === undefined) throw failure("holdfast.restore.volume-gone", this.#pathOf(volume));
    const start = await this.#get(volume, { offset: 0, length: VolumeHeader.size });
    const label = volumeLabel(this.#part, "data", volume);
    const opened = new VolumeHeader(start, info.size, this.#identity, label);
    this.#header = { volume, opened };
    return opened;
  }

  async #get(
    volume: number,
    { offset, length }: Pick<SealedRange, "offset" | "length">,
  ): Promise<Uint8Array> {
    const path = this.#pathOf(volume);
    const into = new Uint8Array(new SharedArrayBuffer(length));
    const size = await this.#location.readInto(path, into, { offset, length });
    if (size < length) throw failure("holdfast.transfer.cut-short", path, size, length);
    return into;
  }
}
