import { hash } from "node:crypto";
import type { ByteString } from "../parts/byte-string.ts";

const chunkSize = 65_536;

/**
 * A set of very many paths in eight bytes each: 48 bits of a hash. It can take a
 * path for one that it has, with a chance of one in 280 million for a million paths.
 */
export class PathSet {
  readonly #chunks: Float64Array[] = [];
  #size = 0;
  #sorted: Float64Array | undefined;

  add(path: ByteString): void {
    const place = this.#size % chunkSize;
    if (place === 0) this.#chunks.push(new Float64Array(chunkSize));
    const chunk = this.#chunks.at(-1);
    if (chunk !== undefined) chunk[place] = fingerprint(path);
    this.#size++;
    this.#sorted = undefined;
  }

  has(path: ByteString): boolean {
    const all = (this.#sorted ??= this.#sort());
    const wanted = fingerprint(path);
    let low = 0;
    let high = all.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((all[middle] ?? Infinity) < wanted) low = middle + 1;
      else high = middle;
    }
    return all[low] === wanted;
  }

  #sort(): Float64Array {
    const all = new Float64Array(this.#size);
    for (const [index, chunk] of this.#chunks.entries()) {
      const start = index * chunkSize;
      all.set(chunk.subarray(0, Math.min(chunkSize, this.#size - start)), start);
    }
    return all.sort();
  }
}

function fingerprint(path: ByteString): number {
  return hash("sha256", Buffer.from(path, "latin1"), "buffer").readUIntBE(0, 6);
}
