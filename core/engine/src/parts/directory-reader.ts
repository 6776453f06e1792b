import { type Dir, type Dirent, opendirSync } from "node:fs";
import { type ByteString, fsPath } from "./byte-string.ts";

const namesAhead = 1024;

/**
 * The names in one directory, read ahead in bounded batches. Only a directory
 * with more than one batch of names keeps a file descriptor open between them,
 * so that a deep tree does not use them up.
 */
export class DirectoryReader {
  readonly path: ByteString;
  #open: Dir | undefined;
  #batch: Dirent[] = [];
  #next = 0;

  /** @throws an error of the file system, also when reading the first names fails */
  constructor(path: ByteString) {
    this.path = path;
    this.#open = opendirSync(fsPath(path), { encoding: "latin1", bufferSize: namesAhead });
    this.#readAhead();
  }

  /**
   * The next entry, its name as a ByteString; `undefined` after the last.
   *
   * @throws an error of the file system; nothing more can be read then
   */
  next(): Dirent | undefined {
    if (this.#next === this.#batch.length) this.#readAhead();
    return this.#batch[this.#next++];
  }

  close(): void {
    this.#open?.closeSync();
    this.#open = undefined;
  }

  #readAhead(): void {
    this.#batch = [];
    this.#next = 0;
    try {
      while (this.#open !== undefined && this.#batch.length < namesAhead) {
        const entry = this.#open.readSync();
        if (entry === null) this.close();
        else this.#batch.push(entry);
      }
    } catch (error) {
      this.close();
      throw error;
    }
  }
}
