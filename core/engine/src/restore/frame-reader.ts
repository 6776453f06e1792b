import { failure } from "../messages/holdfast-error.ts";
import type { FrameLine } from "../pipeline/frame-line.ts";
import type { OpenPipeline } from "../pipeline/open-pipeline.ts";
import type { Identity } from "../seal/age/identity.ts";
import { openRange, type SealedRange, sealedRange, VolumeHeader } from "../seal/volume-range.ts";
import type { Location } from "../transfer/location.ts";

/** Reads single frames of a part's volumes by ranged gets. */
export class FrameReader {
  readonly #location: Location;
  readonly #pathOf: (volume: number) => string;
  readonly #identity: Identity | undefined;
  readonly #pipeline: OpenPipeline;
  #header: { volume: number; opened: VolumeHeader } | undefined;

  /** @param pathOf the path of the data volume with this number */
  constructor(
    location: Location,
    pathOf: (volume: number) => string,
    identity: Identity | undefined,
    pipeline: OpenPipeline,
  ) {
    this.#location = location;
    this.#pathOf = pathOf;
    this.#identity = identity;
    this.#pipeline = pipeline;
  }

  /** A frame's content. */
  async read(frame: FrameLine): Promise<Uint8Array> {
    return this.#pipeline.decode(await this.#frame(frame));
  }

  async #frame({ volume, offset, length }: FrameLine): Promise<Uint8Array> {
    if (this.#identity === undefined) return this.#get(volume, { offset, length });
    const header = await this.#headerOf(volume, this.#identity);
    const range = sealedRange(header.fileSize, offset, length);
    return openRange(header, range, await this.#get(volume, range));
  }

  async #headerOf(volume: number, identity: Identity): Promise<VolumeHeader> {
    if (this.#header?.volume === volume) return this.#header.opened;
    const info = await this.#location.stat(this.#pathOf(volume));
    if (info?.size === undefined) throw failure("holdfast.manifest.volume-missing", this.#pathOf(volume));
    const start = await this.#get(volume, { offset: 0, length: VolumeHeader.size });
    const opened = new VolumeHeader(start, info.size, identity);
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
