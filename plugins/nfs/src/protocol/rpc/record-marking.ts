import { protocolError } from "../protocol-error.ts";

/** Set in the mark of a record's last fragment; the other 31 bits are the fragment's length (RFC 5531 §11). */
const lastFragment = 0x8000_0000;
const markBytes = 4;

/** A server has no reason to cut a record into more; empty fragments without end are stopped here. */
const mostFragments = 1024;

/** The mark before a record that is sent as one fragment. */
export function recordMark(length: number): Buffer {
  const mark = Buffer.allocUnsafe(markBytes);
  mark.writeUInt32BE((lastFragment | length) >>> 0);
  return mark;
}

const sharedRoomBytes = 64 * 1024;
/** A part of a record that is as large is read into the record itself. */
const largePart = 16 * 1024;

/**
 * Puts records together from the pieces of a TCP stream. A record lies in memory
 * of its own, which the receiver may keep. Pieces that lie there already, because
 * they were read into {@link RecordAssembler.room}, are not copied.
 */
export class RecordAssembler {
  readonly #mostBytes: number;
  readonly #onRecord: (record: Buffer) => void;
  readonly #sharedRoom = Buffer.allocUnsafeSlow(sharedRoomBytes);
  readonly #mark = Buffer.alloc(markBytes);
  #markFilled = 0;
  #isLast = false;
  #fragments = 0;
  /** Bytes of the current fragment that have not come yet. */
  #missing = 0;
  #record: Buffer = Buffer.alloc(0);
  #filled = 0;

  /** @param mostBytes how long a record may be */
  constructor(mostBytes: number, onRecord: (record: Buffer) => void) {
    this.#mostBytes = mostBytes;
    this.#onRecord = onRecord;
  }

  /** Memory for the next piece: in the record that is incomplete, where much of it is missing. */
  room(): Uint8Array {
    if (this.#missing < largePart) return this.#sharedRoom;
    return this.#record.subarray(this.#filled, this.#filled + this.#missing);
  }

  /** @throws LocationError `protocol` when a record becomes too long */
  push(piece: Uint8Array): void {
    for (let position = 0; position < piece.length;) {
      if (this.#missing === 0) {
        this.#mark[this.#markFilled] = piece[position] as number;
        this.#markFilled += 1;
        position += 1;
        if (this.#markFilled === markBytes) this.#beginFragment();
        continue;
      }
      const part = piece.subarray(position, position + this.#missing);
      if (part.buffer !== this.#record.buffer) this.#record.set(part, this.#filled);
      position += part.length;
      this.#filled += part.length;
      this.#missing -= part.length;
      if (this.#missing === 0) this.#endFragment();
    }
  }

  #beginFragment(): void {
    const mark = this.#mark.readUInt32BE();
    this.#markFilled = 0;
    this.#isLast = mark >= lastFragment;
    this.#missing = mark % lastFragment;
    this.#fragments += 1;
    const length = this.#filled + this.#missing;
    if (length > this.#mostBytes || this.#fragments > mostFragments) {
      throw protocolError(`The server sent an RPC record of more than ${this.#mostBytes} bytes.`);
    }
    // Not from Node's pool: whoever gets the record may give its memory away.
    const larger = Buffer.allocUnsafeSlow(length);
    larger.set(this.#record.subarray(0, this.#filled));
    this.#record = larger;
    if (this.#missing === 0) this.#endFragment();
  }

  #endFragment(): void {
    if (!this.#isLast) return;
    const record = this.#record;
    this.#record = Buffer.alloc(0);
    this.#filled = 0;
    this.#fragments = 0;
    this.#onRecord(record);
  }
}
