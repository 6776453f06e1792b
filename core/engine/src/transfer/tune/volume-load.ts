import { randomFillSync } from "node:crypto";
import { failure } from "../../messages/holdfast-error.ts";
import type { Location } from "../location.ts";
import type { ScratchDirectory } from "../scratch-directory.ts";

/** How a backup loads a location. */
export interface LoadShape {
  /** Bytes of a volume, at most. */
  readonly volumeSize: number;
  /** Volumes on their way at once. */
  readonly atOnce: number;
}

/** At a location at once; it bounds what is stored, and what has to be removed. */
const mostVolumes = 32;
/** A location must not deduplicate blocks that come twice. */
const blockSize = 4096;
const smallestFraction = 64;
const growth = 4;

/** Stores volumes that do not compress and reads each back, several at once, as a backup does; measures how fast that is. */
export class VolumeLoad {
  readonly #directory: ScratchDirectory;
  readonly #volumes: readonly Buffer[];
  readonly #read: Buffer;
  readonly #reads: boolean;
  readonly #now: () => number;
  #reading: Promise<unknown> = Promise.resolve();
  #stamp = 0;
  #size: number;

  /**
   * @param reads whether the location can be read
   * @param now milliseconds, of a clock that is never set
   */
  constructor(
    directory: ScratchDirectory,
    { volumeSize, atOnce }: LoadShape,
    reads: boolean,
    now: () => number,
  ) {
    this.#directory = directory;
    this.#reads = reads;
    this.#now = now;
    this.#volumes = Array.from({ length: atOnce }, () => randomFillSync(Buffer.allocUnsafeSlow(volumeSize)));
    this.#read = Buffer.allocUnsafeSlow(volumeSize);
    this.#size = volumeSize;
  }

  /** The most bytes that lie at the location at one time. */
  get mostBytes(): number {
    return mostVolumes * this.#read.length;
  }

  /** Makes volumes small enough for some of them to pass in the time that a trial has. Connects, too. */
  async fit(location: Location, milliseconds: number): Promise<void> {
    const [volume = this.#read] = this.#volumes;
    this.#size = Math.ceil(volume.length / smallestFraction);
    await this.#pass(location, volume, "first");
    while (this.#size < volume.length) {
      const begin = this.#now();
      await this.#pass(location, volume, "first");
      // The next size takes so many times longer, with each of the others beside it.
      const next = (this.#now() - begin) * growth * this.#volumes.length;
      if (next > milliseconds) break;
      this.#size = Math.min(this.#size * growth, volume.length);
    }
  }

  /**
   * Passes volumes until the time is over or there are enough; those under way are waited for.
   * What was stored is removed again.
   *
   * @returns bytes a second
   */
  async measure(location: Location, milliseconds: number): Promise<number> {
    // Sessions are opened before the clock runs: a backup has them for all of its time.
    await Promise.all(this.#volumes.map((volume, lane) => this.#pass(location, volume, `lane-${lane}`, 1)));
    const begin = this.#now();
    let passed = 0;
    const lane = async (volume: Buffer): Promise<void> => {
      do {
        passed++;
        await this.#pass(location, volume, `volume-${passed}`);
      } while (this.#now() - begin < milliseconds && passed < mostVolumes);
    };
    await Promise.all(this.#volumes.map(lane));
    const seconds = (this.#now() - begin) / 1000;
    await this.#directory.empty(location);
    return (passed * this.#size) / seconds;
  }

  async #pass(location: Location, volume: Buffer, name: string, size: number = this.#size): Promise<void> {
    const content = volume.subarray(0, size);
    this.#stamp++;
    for (let at = 0; at + 4 <= size; at += blockSize) content.writeUInt32LE(this.#stamp, at);
    await this.#directory.store(location, name, content);
    if (this.#reads) await this.#readBack(location, name, content);
  }

  /** One after the other, since a backup has one buffer for that, too. */
  #readBack(location: Location, name: string, content: Buffer): Promise<void> {
    const turn = this.#reading.then(async () => {
      const read = this.#read.subarray(0, content.length);
      const size = await location.readInto(this.#directory.pathOf(name), read);
      if (!content.equals(read.subarray(0, size))) throw failure("holdfast.check.content-differs", name);
    });
    this.#reading = turn.catch(() => undefined);
    return turn;
  }
}
