import { createCipheriv, createHmac, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto";
import { aesCmac } from "./cmac.ts";
import { signatureAt, signatureBytes } from "./header.ts";

/** Signing algorithms ([MS-SMB2] §2.2.3.1.7). */
export const signingAlgorithms = { "HMAC-SHA256": 0x0000, "AES-CMAC": 0x0001, "AES-GMAC": 0x0002 } as const;

/** A signing algorithm's name. */
export type SigningAlgorithm = keyof typeof signingAlgorithms;

const commandCancel = 0x000c;
const noSignature = Buffer.alloc(signatureBytes);

/** Signs and verifies messages ([MS-SMB2] §3.1.4.1). */
export class MessageSigner {
  readonly #algorithm: SigningAlgorithm;
  readonly #key: KeyObject;

  constructor(algorithm: SigningAlgorithm, key: Buffer) {
    this.#algorithm = algorithm;
    this.#key = createSecretKey(key);
  }

  /** Writes the signature into the header, which `pieces` begin with. */
  sign(pieces: readonly [Buffer, ...Uint8Array[]]): void {
    this.#signature(pieces, "client").copy(pieces[0], signatureAt);
  }

  /** Whether a server's message has the right signature. */
  verifies(message: Buffer): boolean {
    const given = message.subarray(signatureAt, signatureAt + signatureBytes);
    return timingSafeEqual(given, this.#signature([message], "server"));
  }

  /** The signature is made over the message with sixteen zero bytes in its place. */
  #signature([first, ...rest]: readonly [Buffer, ...Uint8Array[]], sender: "client" | "server"): Buffer {
    const pieces = [
      first.subarray(0, signatureAt),
      noSignature,
      first.subarray(signatureAt + signatureBytes),
      ...rest,
    ];
    switch (this.#algorithm) {
      case "HMAC-SHA256": {
        const mac = createHmac("sha256", this.#key);
        for (const piece of pieces) mac.update(piece);
        return mac.digest().subarray(0, signatureBytes);
      }
      case "AES-CMAC":
        return aesCmac(this.#key, pieces);
      case "AES-GMAC": {
        const mac = createCipheriv("aes-128-gcm", this.#key, gmacNonce(first, sender));
        for (const piece of pieces) mac.setAAD(piece);
        mac.final();
        return mac.getAuthTag();
      }
    }
  }
}

/** The message's id, and a bit each for the server's role and the command CANCEL. */
function gmacNonce(header: Buffer, sender: "client" | "server"): Buffer {
  const nonce = Buffer.alloc(12);
  header.copy(nonce, 0, 24, 32);
  const isCancel = header.readUInt16LE(12) === commandCancel;
  nonce.writeUInt32LE((sender === "server" ? 1 : 0) | (isCancel ? 2 : 0), 8);
  return nonce;
}
