import { protocolError } from "./session-errors.ts";

/** Direct TCP ([MS-SMB2] §2.1): a zero byte and the length of the message in 24 bits, big-endian. */
const prefixBytes = 4;

/** Smaller frames are not worth keeping. */
const pooledBytes = 64 * 1024;

/** The prefix of a message. */
export function framePrefix(messageBytes: number): Buffer {
  const prefix = Buffer.alloc(prefixBytes);
  prefix.writeUIntBE(messageBytes, 1, 3);
  return prefix;
}

/** Frames for messages that have to be copied, in memory that is used again: new memory costs more than the copy. */
export class FramePool {
  readonly #free: Buffer[] = [];

  /** A frame with the message in it. */
  frame(message: readonly Uint8Array[]): Buffer {
    const pieces = [framePrefix(message.reduce((sum, piece) => sum + piece.length, 0)), ...message];
    const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
    const last = this.#free.pop();
    const memory = last !== undefined && last.length >= bytes ? last : Buffer.allocUnsafeSlow(bytes);
    let at = 0;
    for (const piece of pieces) {
      copyBytes(piece, memory, at);
      at += piece.length;
    }
    return memory.subarray(0, bytes);
  }

  /** Takes back the memory of a frame that nobody looks at any more. */
  giveBack(frame: Buffer): void {
    if (frame.length >= pooledBytes) this.#free.push(Buffer.from(frame.buffer));
  }
}

/**
 * Copies at the speed of memcpy out of shared memory too: a whole piece would be moved word
 * by word, an eighth of that speed, but the two parts of one are not.
 */
function copyBytes(piece: Uint8Array, into: Buffer, at: number): void {
  const source = Buffer.from(piece.buffer, piece.byteOffset, piece.length);
  const half = piece.length >>> 1;
  source.copy(into, at, 0, half);
  source.copy(into, at + half, half);
}

/** Puts messages together from the pieces in which they arrive. */
export class FrameAssembler {
  readonly #prefix = Buffer.alloc(prefixBytes);
  readonly #onFrame: (frame: Buffer) => void;
  #prefixSeen = 0;
  #frame: Buffer | undefined;
  #frameSeen = 0;
  #longest: number;
  #reuses = false;
  #spare: Buffer = Buffer.alloc(0);

  /**
   * @param longest bytes of the longest message that is taken
   * @param onFrame gets each message in memory of its own, unless that is used again
   */
  constructor(longest: number, onFrame: (frame: Buffer) => void) {
    this.#longest = longest;
    this.#onFrame = onFrame;
  }

  /** Changes the bound on messages that begin from now on. */
  allow(longest: number): void {
    this.#longest = longest;
  }

  /** From the next frame on, memory is used again: `onFrame` keeps nothing of what it gets. */
  reuseMemory(): void {
    this.#reuses = true;
  }

  /** @throws LocationError `protocol` for a length that no expected message has */
  push(piece: Buffer): void {
    let at = 0;
    while (at < piece.length) {
      at += this.#frame === undefined ? this.#readPrefix(piece, at) : this.#readFrame(this.#frame, piece, at);
    }
  }

  #readPrefix(piece: Buffer, at: number): number {
    const count = piece.copy(this.#prefix, this.#prefixSeen, at);
    this.#prefixSeen += count;
    if (this.#prefixSeen < prefixBytes) return count;
    const length = this.#prefix.readUInt32BE();
    if (this.#prefix[0] !== 0) throw protocolError("The server does not speak SMB over TCP.");
    if (length === 0 || length > this.#longest)
      throw protocolError(`The server sent a message of ${length} bytes.`);
    this.#frame = this.#memory(length);
    this.#prefixSeen = 0;
    this.#frameSeen = 0;
    return count;
  }

  #readFrame(frame: Buffer, piece: Buffer, at: number): number {
    const count = piece.copy(frame, this.#frameSeen, at);
    this.#frameSeen += count;
    if (this.#frameSeen === frame.length) {
      this.#frame = undefined;
      this.#onFrame(frame);
    }
    return count;
  }

  #memory(length: number): Buffer {
    if (!this.#reuses) return Buffer.allocUnsafeSlow(length);
    if (this.#spare.length < length) this.#spare = Buffer.allocUnsafeSlow(length);
    return this.#spare.subarray(0, length);
  }
}
