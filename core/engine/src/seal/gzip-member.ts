import { crc32, deflateRawSync } from "node:zlib";
import { failure, type HoldfastError } from "../messages/holdfast-error.ts";
import { discard } from "../memory/discard.ts";
import type { FrameBoundary } from "./zstd-frame.ts";

// A member's header (RFC 1952, section 2.3): FLG.FEXTRA, no name, no time, XFL 0, OS unknown.
const fixedHeader = Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff]);
// One extra subfield "HF" of four bytes: the length of the whole member.
const extraField = Buffer.from([8, 0, 0x48, 0x46, 4, 0]);
const headerSize = fixedHeader.length + extraField.length + 4;
const trailerSize = 8;

// Room for a slice that does not compress, so that the codec needs no second buffer.
const margin = 8 * 1024;

/**
 * Makes of each slice a gzip member whose header says how long the member is, so that the
 * members of a volume can be found without inflating them; as BGZF does it, for
 * members beyond 64 KiB.
 */
export class MemberEncoder {
  readonly #level: number;
  #member: Uint8Array = new Uint8Array(0);

  /** @param level zlib's own */
  constructor(level: number) {
    this.#level = level;
  }

  /** The slice as one member; valid until the next call. */
  encode(slice: Uint8Array): Uint8Array {
    discard(this.#member);
    const options = { level: this.#level, chunkSize: slice.length + margin };
    const deflated = deflateRawSync(slice, options);
    const member = Buffer.allocUnsafe(headerSize + deflated.length + trailerSize);
    fixedHeader.copy(member);
    extraField.copy(member, fixedHeader.length);
    member.writeUInt32LE(member.length, headerSize - 4);
    member.set(deflated, headerSize);
    member.writeUInt32LE(crc32(slice), member.length - 8);
    member.writeUInt32LE(slice.length, member.length - 4);
    discard(deflated);
    this.#member = member;
    return member;
  }
}

/**
 * The members that one after the other are the plaintext of a volume.
 *
 * Throws `holdfast.seal.frame-damaged`.
 */
export function gzipMembers(plaintext: Uint8Array): FrameBoundary[] {
  const bytes = Buffer.from(plaintext.buffer, plaintext.byteOffset, plaintext.length);
  const members: FrameBoundary[] = [];
  for (let offset = 0; offset < bytes.length;) {
    if (bytes.length - offset < headerSize + trailerSize) throw damaged("it ends inside a header");
    const isMember =
      bytes.subarray(offset, offset + fixedHeader.length).equals(fixedHeader) &&
      bytes.subarray(offset + fixedHeader.length, offset + headerSize - 4).equals(extraField);
    if (!isMember) throw damaged("it does not start with the header of a gzip member that says its length");
    const length = bytes.readUInt32LE(offset + headerSize - 4);
    if (length < headerSize + trailerSize || offset + length > bytes.length) {
      throw damaged("it ends inside a gzip member");
    }
    members.push({ offset, length, contentSize: bytes.readUInt32LE(offset + length - 4) });
    offset += length;
  }
  return members;
}

function damaged(reason: string): HoldfastError {
  return failure("holdfast.seal.frame-damaged", reason);
}
