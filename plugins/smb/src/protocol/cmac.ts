import { createCipheriv, type KeyObject } from "node:crypto";

const blockBytes = 16;
/** Encrypting in pieces keeps the garbage small that the cipher makes on the way. */
const pieceBytes = 64 * 1024;

/** AES-128-CMAC (RFC 4493) of the pieces, one after the other. */
export function aesCmac(key: KeyObject | Uint8Array, pieces: readonly Uint8Array[]): Buffer {
  const [first, second] = subkeys(key);
  const chain = new CbcChain(key);
  for (const piece of pieces) chain.update(piece);
  const { rest } = chain;
  const last = Buffer.alloc(blockBytes);
  last.set(rest);
  if (rest.length < blockBytes) last[rest.length] = 0x80;
  return chain.finish(xor(last, rest.length === blockBytes ? first : second));
}

/** RFC 4493 §2.3. */
function subkeys(key: KeyObject | Uint8Array): readonly [Buffer, Buffer] {
  const cipher = createCipheriv("aes-128-ecb", key, null).setAutoPadding(false);
  const first = doubled(cipher.update(Buffer.alloc(blockBytes)));
  return [first, doubled(first)];
}

function doubled(block: Buffer): Buffer {
  const result = Buffer.alloc(blockBytes);
  for (let index = 0; index < blockBytes; index++) {
    result[index] = (block.readUInt8(index) << 1) | ((block[index + 1] ?? 0) >>> 7);
  }
  if (block.readUInt8(0) & 0x80) result[blockBytes - 1] = result.readUInt8(blockBytes - 1) ^ 0x87;
  return result;
}

function xor(block: Buffer, other: Buffer): Buffer {
  return block.map((byte, index) => byte ^ other.readUInt8(index)) as Buffer;
}

/** AES-CBC over a message whose last block, full or not, is kept back. */
class CbcChain {
  readonly #cipher: ReturnType<typeof createCipheriv>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(key: KeyObject | Uint8Array) {
    this.#cipher = createCipheriv("aes-128-cbc", key, Buffer.alloc(blockBytes)).setAutoPadding(false);
  }

  /** What was kept back: nothing only when the message is empty. */
  get rest(): Buffer {
    return this.#rest;
  }

  update(piece: Uint8Array): void {
    const rest = this.#rest;
    if (rest.length + piece.length <= blockBytes) {
      this.#rest = Buffer.concat([rest, piece]);
      return;
    }
    const start = rest.length === 0 ? 0 : blockBytes - rest.length;
    if (rest.length > 0) this.#cipher.update(Buffer.concat([rest, piece.subarray(0, start)]));
    const end = start + (Math.ceil((piece.length - start) / blockBytes) - 1) * blockBytes;
    for (let at = start; at < end; at += pieceBytes) {
      this.#cipher.update(piece.subarray(at, Math.min(end, at + pieceBytes)));
    }
    this.#rest = Buffer.from(piece.subarray(end));
  }

  finish(last: Buffer): Buffer {
    return this.#cipher.update(last);
  }
}
