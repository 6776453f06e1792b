import type { ByteString } from "../../parts/byte-string.ts";
import type { SliceSink } from "../slice-sink.ts";
import { splitTimestamp } from "../timestamp.ts";
import { blockSize, encodeHeader, type Header } from "./header.ts";
import { formatPaxRecords } from "./pax.ts";
import type { TarEntry, TarEntryType } from "./tar-entry.ts";

const typeflags: Readonly<Record<Exclude<TarEntryType, "device" | "other">, string>> = {
  file: "0",
  hardlink: "1",
  symlink: "2",
  directory: "5",
  fifo: "6",
};

/** A type that can be written: a device would need numbers, and is never stored. */
export type WritableTarEntry = TarEntry & { readonly type: keyof typeof typeflags };

const empty = "" as ByteString;

/** What a pax extended header has in its own header; the name is the one that other archivers use, too. */
const paxHeader: Omit<Header, "size"> = {
  typeflag: "x",
  name: "././@PaxHeader" as ByteString,
  link: empty,
  mode: 0o644,
  uid: 0,
  gid: 0,
  user: empty,
  group: empty,
  seconds: 0,
};

/** Writes the headers of a tar archive in POSIX pax format, and what lies between the contents. */
export class TarWriter {
  readonly #sink: SliceSink;
  #scratch: Buffer = Buffer.alloc(16 * blockSize);

  constructor(sink: SliceSink) {
    this.#sink = sink;
  }

  /** Everything that stands before an entry's content. */
  header(entry: WritableTarEntry): void {
    const name = entry.type === "directory" ? (`${entry.name}/` as ByteString) : entry.name;
    const records = formatPaxRecords(entry, name);
    const length = records === "" ? blockSize : 2 * blockSize + padded(records.length);
    if (length > this.#scratch.length) this.#scratch = Buffer.alloc(length);
    if (records !== "") {
      encodeHeader(this.#scratch, 0, { ...paxHeader, size: records.length });
      this.#scratch.fill(0, blockSize, length - blockSize);
      this.#scratch.write(records, blockSize, "latin1");
    }
    encodeHeader(this.#scratch, length - blockSize, {
      typeflag: typeflags[entry.type],
      name,
      link: entry.link,
      size: entry.size,
      mode: entry.mode,
      uid: entry.uid,
      gid: entry.gid,
      user: entry.user,
      group: entry.group,
      seconds: splitTimestamp(entry.mtime).seconds,
    });
    this.#write(this.#scratch.subarray(0, length));
  }

  /** What follows so many bytes of content, up to the next block. */
  padding(size: number): void {
    this.zeros(padded(size) - size);
  }

  zeros(count: number): void {
    for (let left = count; left > 0;) {
      const room = this.#sink.room();
      const length = Math.min(left, room.length);
      room.fill(0, 0, length);
      this.#sink.commit(length);
      left -= length;
    }
  }

  /** Ends the archive: two blocks of zeros. */
  end(): void {
    this.zeros(2 * blockSize);
  }

  #write(bytes: Uint8Array): void {
    for (let offset = 0; offset < bytes.length;) {
      const room = this.#sink.room();
      const piece = bytes.subarray(offset, offset + room.length);
      room.set(piece);
      this.#sink.commit(piece.length);
      offset += piece.length;
    }
  }
}

function padded(size: number): number {
  return Math.ceil(size / blockSize) * blockSize;
}
