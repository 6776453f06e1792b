import { failure } from "../messages/holdfast-error.ts";
import { volumeName, type VolumeKind } from "../manifest/volume-name.ts";
import type { SealedVolume } from "../pipeline/sealing-worker.ts";
import { dataStream } from "../pipeline/slice-ring.ts";
import type { Location } from "../transfer/location.ts";
import type { VerifyExtent } from "./backup-request.ts";
import type { ReadBack } from "./read-back.ts";

const tries = 3;
const sampleEvery = 10;

/** Stores volumes under their names, reads them back as far as wanted, and keeps the table of them. */
export class VolumeStore {
  readonly #location: Location;
  readonly #directory: string;
  readonly #verify: VerifyExtent;
  readonly #readBack: ReadBack | undefined;
  readonly #sums = new Map<string, string>();
  #stored = 0;
  #verified = 0;

  /** @param readBack left out when nothing is to be read back */
  constructor(location: Location, directory: string, verify: VerifyExtent, readBack: ReadBack | undefined) {
    this.#location = location;
    this.#directory = directory;
    this.#verify = verify;
    this.#readBack = readBack;
  }

  /** SHA-256 of every stored volume by its name. */
  get sums(): ReadonlyMap<string, string> {
    return this.#sums;
  }

  /** Bytes stored so far. */
  get stored(): number {
    return this.#stored;
  }

  /** Volumes that were read back. */
  get verified(): number {
    return this.#verified;
  }

  /** Stores a part's volume; one that does not come back the same while it is in memory is stored again. */
  async store(
    kind: Omit<VolumeKind, "content">,
    content: "tar" | "stream",
    volume: SealedVolume,
    bytes: Uint8Array,
  ): Promise<void> {
    const name = volumeName(
      { ...kind, content: volume.stream === dataStream ? content : "index" },
      volume.number,
    );
    const path = `${this.#directory}/${name}`;
    for (let attempt = 1; ; attempt++) {
      await this.#location.put(path, { size: bytes.length, chunks: [bytes] });
      if (await this.#holds(volume, path)) break;
      if (attempt === tries) throw failure("holdfast.backup.not-kept", name, tries);
    }
    this.#sums.set(name, volume.sha256);
    this.#stored += bytes.length;
  }

  async #holds(volume: SealedVolume, path: string): Promise<boolean> {
    if (this.#readBack === undefined) return true;
    const isSample = volume.number % sampleEvery === 1 || volume.last;
    if (this.#verify === "sample" && !isSample) return true;
    const holds = await this.#readBack.holds({ path, size: volume.size, sha256: volume.sha256 });
    if (holds) this.#verified++;
    return holds;
  }
}
