import { createCipheriv, createHash } from "node:crypto";

const blockSize = 1024 * 1024;

/** Endless pseudorandom bytes and numbers that depend on the seed alone: AES-128 in counter mode over zeros. */
export class Keystream {
  readonly #cipher: ReturnType<typeof createCipheriv>;
  readonly #zeros: Buffer = Buffer.alloc(blockSize);
  #block: Buffer = Buffer.alloc(0);
  #used = 0;

  constructor(seed: string) {
    const key = createHash("sha256").update(seed).digest().subarray(0, 16);
    this.#cipher = createCipheriv("aes-128-ctr", key, Buffer.alloc(16));
  }

  fill(into: Uint8Array): void {
    for (let done = 0; done < into.length;) {
      if (this.#used === this.#block.length) this.#refill();
      const piece = this.#block.subarray(this.#used, this.#used + into.length - done);
      into.set(piece, done);
      done += piece.length;
      this.#used += piece.length;
    }
  }

  /** A number of at least 0 and less than 1. */
  fraction(): number {
    if (this.#block.length - this.#used < 4) this.#refill();
    const number = this.#block.readUInt32LE(this.#used);
    this.#used += 4;
    return number / 2 ** 32;
  }

  /** An integer of at least 0 and less than `limit`. */
  below(limit: number): number {
    return Math.floor(this.fraction() * limit);
  }

  #refill(): void {
    this.#block = this.#cipher.update(this.#zeros);
    this.#used = 0;
  }
}
