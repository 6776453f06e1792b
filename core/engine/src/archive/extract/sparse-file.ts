import { closeSync, ftruncateSync, writeSync } from "node:fs";

const holeSize = 4096;
const zeros = Buffer.alloc(holeSize);

/** A new file that is written from its beginning to its end. Aligned blocks of zeros become holes. */
export class SparseFile {
  readonly fd: number;
  #size = 0;
  #endsInHole = false;

  /** @param fd an empty file, open for writing */
  constructor(fd: number) {
    this.fd = fd;
  }

  /** Bytes so far, holes included. */
  get size(): number {
    return this.#size;
  }

  /** @throws an error of the file system */
  write(bytes: Uint8Array): void {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    let start = 0;
    for (let at = this.#toBoundary(); at + holeSize <= buffer.length; at += holeSize) {
      if (!isHole(buffer, at)) continue;
      this.#writeData(buffer, start, at);
      this.#size += holeSize;
      this.#endsInHole = true;
      start = at + holeSize;
    }
    this.#writeData(buffer, start, buffer.length);
  }

  /** Gives the file its size, where a hole is its end. @throws an error of the file system */
  finish(): void {
    if (this.#endsInHole) ftruncateSync(this.fd, this.#size);
  }

  close(): void {
    closeSync(this.fd);
  }

  #toBoundary(): number {
    return (holeSize - (this.#size % holeSize)) % holeSize;
  }

  #writeData(buffer: Buffer, start: number, end: number): void {
    for (let at = start; at < end;) {
      const count = writeSync(this.fd, buffer, at, end - at, this.#size);
      at += count;
      this.#size += count;
      this.#endsInHole = false;
    }
  }
}

function isHole(buffer: Buffer, at: number): boolean {
  return buffer[at] === 0 && buffer.compare(zeros, 0, holeSize, at, at + holeSize) === 0;
}
