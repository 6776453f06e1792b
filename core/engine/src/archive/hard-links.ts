import type { BigIntStats } from "node:fs";
import type { ByteString } from "../parts/byte-string.ts";

const mostFiles = 100_000;

interface StoredFile {
  readonly name: ByteString;
  /** Names of the file that have not come yet; they may lie outside of the part. */
  namesLeft: bigint;
}

/**
 * Which files with several names have been stored. Bounded: a file that finds the
 * table full is stored once more under each of its names.
 */
export class HardLinks {
  readonly #stored = new Map<string, StoredFile>();

  /** The member that already has this file's content. */
  find(stats: BigIntStats): ByteString | undefined {
    if (stats.nlink < 2n) return undefined;
    const key = keyOf(stats);
    const file = this.#stored.get(key);
    if (file !== undefined && --file.namesLeft === 0n) this.#stored.delete(key);
    return file?.name;
  }

  /** The file has been stored under this member name. */
  add(stats: BigIntStats, name: ByteString): void {
    if (stats.nlink < 2n || this.#stored.size >= mostFiles) return;
    this.#stored.set(keyOf(stats), { name, namesLeft: stats.nlink - 1n });
  }
}

function keyOf({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`;
}
