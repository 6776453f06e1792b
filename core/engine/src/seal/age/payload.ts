import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from "node:crypto";
import { failure } from "../../messages/holdfast-error.ts";
import { copyBytes } from "../../memory/copy-bytes.ts";
import { discard } from "../../memory/discard.ts";

const aead = "chacha20-poly1305";
const options = { authTagLength: 16 } as const;

/** Bytes of plaintext in each chunk but the last. */
export const chunkSize = 65_536;

/** Bytes of the tag behind each chunk. */
export const tagSize = 16;

const sealedChunkSize: number = chunkSize + tagSize;

/** Bytes of the payload that seals `plainSize` bytes: a tag per chunk, and one chunk at least. */
export function sealedSize(plainSize: number): number {
  return plainSize + tagSize * Math.max(1, Math.ceil(plainSize / chunkSize));
}

/** How many bytes of plaintext fit into a payload of at most `size` bytes. */
export function plainCapacity(size: number): number {
  const full = Math.floor(size / sealedChunkSize);
  return full * chunkSize + Math.max(0, size - full * sealedChunkSize - tagSize);
}

/** Where the byte at an offset of the plaintext lies in the payload, before and after sealing. */
export function positionOf(plainOffset: number): number {
  return plainOffset + tagSize * Math.floor(plainOffset / chunkSize);
}

/** Copies plaintext to where it lies before sealing, around the gaps for the tags. */
export function scatter(payload: Uint8Array, plainOffset: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) {
    const offset = plainOffset + done;
    const room = chunkSize - (offset % chunkSize);
    done += copyBytes(bytes.subarray(done, done + room), payload, positionOf(offset));
  }
}

/**
 * Encrypts each chunk where it lies and writes its tag into the gap behind it
 * (age specification, "Payload"; STREAM of Hoang, Reyhanitabar, Rogaway and Vizár).
 *
 * @param payload {@link sealedSize} bytes; the plaintext lies where {@link positionOf} says
 */
export function sealInPlace(payload: Uint8Array, key: Uint8Array): void {
  const nonce = new ChunkNonce();
  const secret = createSecretKey(key);
  for (let start = 0; start < payload.length; start += sealedChunkSize) {
    const end = Math.min(start + sealedChunkSize, payload.length);
    const cipher = createCipheriv(aead, secret, nonce.next(end === payload.length), options);
    const sealed = cipher.update(payload.subarray(start, end - tagSize));
    copyBytes(sealed, payload, start);
    discard(sealed);
    cipher.final();
    payload.set(cipher.getAuthTag(), end - tagSize);
  }
}

/**
 * Decrypts a whole payload in its own memory and closes the gaps: the plaintext
 * returned is the start of that memory. After an error the memory's content is
 * worthless, but no byte of a chunk that failed was ever written into it.
 *
 * Throws `holdfast.seal.payload-altered`.
 */
export function openInPlace(payload: Uint8Array, key: Uint8Array): Uint8Array {
  const tail = payload.length % sealedChunkSize;
  if (payload.length > tagSize && tail === tagSize) throw altered("its last chunk is empty");
  return openChunks(payload, key, 0, true);
}

/**
 * Decrypts successive chunks of a payload as {@link openInPlace} does.
 *
 * @param first the number of the first of them
 * @param endsPayload whether the last of them is the payload's last
 *
 * Throws `holdfast.seal.payload-altered`.
 */
export function openChunks(
  chunks: Uint8Array,
  key: Uint8Array,
  first: number,
  endsPayload: boolean,
): Uint8Array {
  const tail = chunks.length % sealedChunkSize;
  if (chunks.length < tagSize || (tail > 0 && tail < tagSize)) throw altered("it ends inside a chunk");
  const nonce = new ChunkNonce(first);
  const secret = createSecretKey(key);
  let plainSize = 0;
  for (let start = 0; start < chunks.length; start += sealedChunkSize) {
    const end = Math.min(start + sealedChunkSize, chunks.length);
    const last = endsPayload && end === chunks.length;
    const chunk = openChunk(chunks.subarray(start, end), secret, nonce.next(last));
    if (chunk === undefined) throw altered(`chunk ${first + start / sealedChunkSize} is not authentic`);
    copyBytes(chunk, chunks, plainSize);
    plainSize += chunk.length;
    discard(chunk);
  }
  return chunks.subarray(0, plainSize);
}

function openChunk(sealed: Uint8Array, key: KeyObject, nonce: Uint8Array): Uint8Array | undefined {
  const decipher = createDecipheriv(aead, key, nonce, options);
  decipher.setAuthTag(sealed.subarray(-tagSize));
  const plain = decipher.update(sealed.subarray(0, -tagSize));
  try {
    decipher.final();
    return plain;
  } catch {
    return undefined;
  }
}

function altered(reason: string): Error {
  return failure("holdfast.seal.payload-altered", reason);
}

/** A chunk's nonce: its number in 11 bytes, big-endian, then 1 for the last chunk and 0 for others. */
class ChunkNonce {
  readonly #bytes: Buffer = Buffer.alloc(12);
  #chunk: number;

  constructor(first = 0) {
    this.#chunk = first;
  }

  /** Valid until the next call. */
  next(last: boolean): Uint8Array {
    // 2^32 chunks are 256 TiB; no payload in memory comes near.
    this.#bytes.writeUInt32BE(this.#chunk++, 7);
    this.#bytes[11] = last ? 1 : 0;
    return this.#bytes;
  }
}
