import { failure } from "../../messages/holdfast-error.ts";
import type { ByteString } from "../../parts/byte-string.ts";
import { blockSize, decodeHeader, type Header, isZero, malformed } from "./header.ts";
import { type PaxOverrides, parsePaxRecords } from "./pax.ts";
import type { TarEntry, TarEntryType } from "./tar-entry.ts";

/** Takes the members of an archive one after the other. */
export interface TarHandler {
  entry(entry: TarEntry): void;
  /** The next bytes of the entry's content: a view that is valid during the call. */
  data(bytes: Uint8Array): void;
  /** The entry's content is complete. */
  endEntry(): void;
}

const longestMetadata = 1_048_576;

const types: Readonly<Record<string, TarEntryType>> = {
  "\0": "file",
  "0": "file",
  "1": "hardlink",
  "2": "symlink",
  "3": "device",
  "4": "device",
  "5": "directory",
  "6": "fifo",
  "7": "file",
};

/** Content that describes the entry after it: pax records, or GNU tar's long name or long link name. */
interface Metadata {
  readonly typeflag: "x" | "L" | "K";
  readonly bytes: Buffer;
  filled: number;
}

/**
 * Reads a tar archive that comes in pieces of any size: pax, ustar and GNU tar's
 * format, as far as archivers use them for what Holdfast stores. Strict: what is
 * ambiguous or does not belong into such an archive is refused, never guessed at.
 *
 * Throws `holdfast.archive.malformed-tar`, and what the handler throws; it cannot be used further then.
 */
export class TarReader {
  readonly #handler: TarHandler;
  readonly #block = Buffer.alloc(blockSize);
  #blockFilled = 0;
  #metadata: Metadata | undefined;
  #overrides: PaxOverrides | undefined;
  #longName: ByteString | undefined;
  #longLink: ByteString | undefined;
  #contentLeft = 0;
  #paddingLeft = 0;
  #zeroBlocks = 0;

  constructor(handler: TarHandler) {
    this.#handler = handler;
  }

  /** Takes the next bytes of the archive. */
  write(bytes: Uint8Array): void {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let offset = 0; offset < buffer.length;) offset += this.#take(buffer.subarray(offset));
  }

  /**
   * The archive has no more bytes.
   *
   * @throws HoldfastError `holdfast.archive.truncated-tar` when its end has not come
   */
  end(): void {
    if (this.#zeroBlocks < 2) throw failure("holdfast.archive.truncated-tar");
  }

  /** Takes some of the bytes, at least one. @returns how many */
  #take(bytes: Buffer): number {
    if (this.#contentLeft > 0) return this.#takeContent(bytes);
    if (this.#paddingLeft > 0) {
      const length = Math.min(this.#paddingLeft, bytes.length);
      this.#paddingLeft -= length;
      return length;
    }
    if (this.#zeroBlocks === 2) {
      if (!isZero(bytes)) throw malformed("something follows the end of the archive");
      return bytes.length;
    }
    return this.#takeBlock(bytes);
  }

  #takeContent(bytes: Buffer): number {
    const length = Math.min(this.#contentLeft, bytes.length);
    const piece = bytes.subarray(0, length);
    if (this.#metadata === undefined) {
      this.#handler.data(piece);
    } else {
      this.#metadata.bytes.set(piece, this.#metadata.filled);
      this.#metadata.filled += length;
    }
    this.#contentLeft -= length;
    if (this.#contentLeft === 0) this.#endContent();
    return length;
  }

  #takeBlock(bytes: Buffer): number {
    if (this.#blockFilled === 0 && bytes.length >= blockSize) {
      this.#header(bytes.subarray(0, blockSize));
      return blockSize;
    }
    const length = bytes.copy(this.#block, this.#blockFilled);
    this.#blockFilled += length;
    if (this.#blockFilled === blockSize) {
      this.#blockFilled = 0;
      this.#header(this.#block);
    }
    return length;
  }

  #header(block: Buffer): void {
    if (block[0] === 0 && isZero(block)) {
      if (this.#isDescribed) throw malformed("a header that describes an entry has none after it");
      this.#zeroBlocks++;
      return;
    }
    if (this.#zeroBlocks > 0) throw malformed("a single block of zeros stands between entries");
    const header = decodeHeader(block);
    const { typeflag } = header;
    if (typeflag === "x" || typeflag === "L" || typeflag === "K") this.#beginMetadata(typeflag, header.size);
    else this.#beginEntry(header);
  }

  get #isDescribed(): boolean {
    return this.#overrides !== undefined || this.#longName !== undefined || this.#longLink !== undefined;
  }

  #beginMetadata(typeflag: Metadata["typeflag"], size: number): void {
    const repeated = { x: this.#overrides, L: this.#longName, K: this.#longLink }[typeflag];
    if (repeated !== undefined) throw malformed("an entry is described twice");
    if (size === 0 || size > longestMetadata)
      throw malformed("a header that describes an entry has an impossible size");
    this.#metadata = { typeflag, bytes: Buffer.alloc(size), filled: 0 };
    this.#beginContent(size);
  }

  #beginEntry(header: Header): void {
    const entry = entryFrom(header, this.#overrides ?? {}, this.#longName, this.#longLink);
    this.#overrides = undefined;
    this.#longName = undefined;
    this.#longLink = undefined;
    this.#handler.entry(entry);
    this.#beginContent(entry.size);
  }

  #beginContent(size: number): void {
    this.#contentLeft = size;
    this.#paddingLeft = (blockSize - (size % blockSize)) % blockSize;
    if (size === 0) this.#endContent();
  }

  #endContent(): void {
    if (this.#metadata === undefined) {
      this.#handler.endEntry();
      return;
    }
    const { typeflag, bytes } = this.#metadata;
    this.#metadata = undefined;
    if (typeflag === "x") this.#overrides = parsePaxRecords(bytes);
    else if (typeflag === "L") this.#longName = untilNul(bytes);
    else this.#longLink = untilNul(bytes);
  }
}

function entryFrom(
  header: Header,
  overrides: PaxOverrides,
  longName: ByteString | undefined,
  longLink: ByteString | undefined,
): TarEntry {
  const { typeflag, seconds, ...fields } = header;
  if (typeflag === "g") throw malformed("a global pax header would change every entry");
  if (typeflag === "S") throw malformed("an entry is in GNU tar's sparse format");
  const stored = overrides.path ?? longName ?? header.name;
  const name = withoutTrailingSlashes(stored);
  const declared = types[typeflag] ?? "other";
  const type = declared === "file" && name !== stored ? "directory" : declared;
  const size = overrides.size ?? header.size;
  if (size > 0 && type !== "file" && type !== "other") throw malformed(`a ${type} has content`);
  return {
    ...fields,
    type,
    name,
    link: overrides.linkpath ?? longLink ?? header.link,
    size,
    uid: overrides.uid ?? header.uid,
    gid: overrides.gid ?? header.gid,
    user: overrides.uname ?? header.user,
    group: overrides.gname ?? header.group,
    mtime: overrides.mtime ?? BigInt(seconds) * 1_000_000_000n,
  };
}

function withoutTrailingSlashes(name: ByteString): ByteString {
  let end = name.length;
  while (end > 1 && name[end - 1] === "/") end--;
  return name.slice(0, end) as ByteString;
}

function untilNul(bytes: Buffer): ByteString {
  const end = bytes.indexOf(0);
  return bytes.toString("latin1", 0, end === -1 ? bytes.length : end) as ByteString;
}
