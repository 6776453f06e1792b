import { writeSync } from "node:fs";
import type { IndexEntry } from "../archive/entry.ts";
import type { WorkerFailure } from "./worker-failure.ts";

/** What a reading process tells about the bytes that it sends. */
export type ReaderNote =
  | { kind: "entry"; entry: IndexEntry }
  | { kind: "touching"; path: string }
  | { kind: "measured"; bytes: number }
  | { kind: "end" }
  | WorkerFailure;

// A record: one byte for its type, four for its length (big-endian), then as many bytes.
const headSize = 5;
const dataRecord = 1;
const noteRecord = 2;
const longestRecord = 16 * 2 ** 20;

/** Writes records to a file descriptor, waiting as long as the other end takes. */
export class RecordWriter {
  readonly #fd: number;

  constructor(fd: number) {
    this.#fd = fd;
  }

  data(bytes: Uint8Array): void {
    this.#record(dataRecord, bytes);
  }

  note(note: ReaderNote): void {
    this.#record(noteRecord, Buffer.from(JSON.stringify(note)));
  }

  #record(type: number, bytes: Uint8Array): void {
    const head = Buffer.alloc(headSize);
    head.writeUInt8(type);
    head.writeUInt32BE(bytes.length, 1);
    this.#write(head);
    this.#write(bytes);
  }

  #write(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;) done += writeSync(this.#fd, bytes, done);
  }
}

/** Takes the records that come in pieces of any size. */
export class RecordReader {
  readonly #data: (bytes: Uint8Array) => void;
  readonly #note: (note: ReaderNote) => void;
  #head = Buffer.alloc(0);
  #left = 0;
  #noteBytes: Buffer[] | undefined;

  constructor(data: (bytes: Uint8Array) => void, note: (note: ReaderNote) => void) {
    this.#data = data;
    this.#note = note;
  }

  push(bytes: Buffer): void {
    for (let rest = bytes; rest.length > 0;) {
      rest = this.#left > 0 ? this.#takeContent(rest) : this.#takeHead(rest);
    }
  }

  #takeHead(bytes: Buffer): Buffer {
    const wanted = headSize - this.#head.length;
    this.#head = Buffer.concat([this.#head, bytes.subarray(0, wanted)]);
    if (this.#head.length === headSize) {
      this.#left = this.#head.readUInt32BE(1);
      if (this.#left > longestRecord)
        throw new RangeError("a reading process sent a record that is too long");
      this.#noteBytes = this.#head.readUInt8() === noteRecord ? [] : undefined;
      this.#head = Buffer.alloc(0);
    }
    return bytes.subarray(wanted);
  }

  #takeContent(bytes: Buffer): Buffer {
    const content = bytes.subarray(0, this.#left);
    this.#left -= content.length;
    if (this.#noteBytes === undefined) {
      this.#data(content);
    } else {
      this.#noteBytes.push(Buffer.from(content));
      if (this.#left === 0) this.#note(JSON.parse(Buffer.concat(this.#noteBytes).toString()) as ReaderNote);
    }
    return bytes.subarray(content.length);
  }
}
