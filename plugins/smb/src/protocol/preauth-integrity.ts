import { createHash } from "node:crypto";

/** The chained SHA-512 over all that was said before the keys existed ([MS-SMB2] §3.2.5.2, §3.2.5.3). */
export class PreauthIntegrity {
  #hash: Buffer = Buffer.alloc(64);

  /** Adds a whole message, header included. */
  update(message: Uint8Array): void {
    this.#hash = createHash("sha512").update(this.#hash).update(message).digest();
  }

  get hash(): Buffer {
    return this.#hash;
  }
}
