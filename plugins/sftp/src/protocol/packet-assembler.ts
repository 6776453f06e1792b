import { printable } from "@holdfast/contract/peer";
import { protocolError } from "./packet.ts";

/** OpenSSH's limit; no answer to our requests is longer. */
const longestPacket = 256 * 1024;
const lengthBytes = 4;

/** Puts packets together from the pieces in which they arrive. */
export class PacketAssembler {
  readonly #length = Buffer.alloc(lengthBytes);
  readonly #onPacket: (packet: Buffer) => void;
  #lengthSeen = 0;
  #packet: Buffer | undefined;
  #packetSeen = 0;
  #first = true;

  /** @param onPacket gets each packet without its length field, in memory of its own */
  constructor(onPacket: (packet: Buffer) => void) {
    this.#onPacket = onPacket;
  }

  /** @throws LocationError `protocol` for a length that no packet has */
  push(piece: Buffer): void {
    let at = 0;
    while (at < piece.length) {
      at +=
        this.#packet === undefined ? this.#readLength(piece, at) : this.#readContent(this.#packet, piece, at);
    }
  }

  #readLength(piece: Buffer, at: number): number {
    const count = piece.copy(this.#length, this.#lengthSeen, at);
    this.#lengthSeen += count;
    if (this.#lengthSeen < lengthBytes) return count;
    const length = this.#length.readUInt32BE();
    if (length === 0 || length > longestPacket) throw this.#badLength(length, piece.subarray(at + count));
    this.#packet = Buffer.allocUnsafeSlow(length);
    this.#lengthSeen = 0;
    this.#packetSeen = 0;
    return count;
  }

  #readContent(packet: Buffer, piece: Buffer, at: number): number {
    const count = piece.copy(packet, this.#packetSeen, at);
    this.#packetSeen += count;
    if (this.#packetSeen === packet.length) {
      this.#packet = undefined;
      this.#first = false;
      this.#onPacket(packet);
    }
    return count;
  }

  #badLength(length: number, rest: Buffer): Error {
    if (!this.#first) return protocolError(`The server sent a packet of ${length} bytes.`);
    // A login script that prints something is what administrators run into most.
    const text = printable(Buffer.concat([this.#length, rest]).toString("latin1"));
    return protocolError(
      `The server began with “${text}” instead of SFTP; does a login script of that account print text?`,
    );
  }
}
