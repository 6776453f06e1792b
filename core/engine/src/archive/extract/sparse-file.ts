import { closeSync, ftruncateSync, writeSync } from "node:fs";

/** The block size of most file systems: what is smaller would not become a hole. */
const blockSize = 4096;
const zeros = Buffer.alloc(blockSize);

/** A new file that is written from its beginning to its end. Blocks of zeros are left out: they become holes. */
export class SparseFile {
  readonly fd: number;
  #size = 0;
  #dataEnd = 0;

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
    let dataStart = 0;
    for (let start = 0, end = 0; start < buffer.length; start = end) {
      end = Math.min(buffer.length, start + blockSize - ((this.#size + start) % blockSize));
      if (!isZero(buffer, start, end)) continue;
      this.#writeData(buffer, dataStart, start);
      dataStart = end;
    }
    this.#writeData(buffer, dataStart, buffer.length);
    this.#size += buffer.length;
  }

  /** Gives the file its size where it ends in a hole. @throws an error of the file system */
  finish(): void {
    if (this.#dataEnd < this.#size) ftruncateSync(this.fd, this.#size);
  }

  close(): void {
    closeSync(this.fd);
  }

  #writeData(buffer: Buffer, start: number, end: number): void {
    for (let at = start; at < end;) {
      at += writeSync(this.fd, buffer, at, end - at, this.#size + at);
      this.#dataEnd = this.#size + at;
    }
  }
}

function isZero(buffer: Buffer, start: number, end: number): boolean {
  return buffer[start] === 0 && buffer.compare(zeros, 0, end - start, start, end) === 0;
}
