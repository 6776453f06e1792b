import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { Secret } from "@holdfast/contract";
import { failureFrom } from "../messages/holdfast-error.ts";
import type { StateDatabase } from "./database.ts";
import { stateKey } from "./key-file.ts";
import type { SecretStore } from "./secret-store.ts";

const cipher = "aes-256-gcm";
/** Bytes; NIST SP 800-38D, sections 5.2.1.1 and 5.2.1.2. */
const nonceSize = 12;
const tagSize = 16;

/**
 * Secrets in the state database, each sealed with AES-256-GCM under the system's
 * key file and bound to its name, so that none can be put in the place of another.
 */
export class SealedSecrets implements SecretStore {
  readonly #database: StateDatabase;

  constructor(database: StateDatabase) {
    this.#database = database;
  }

  async set(name: string, secret: Secret): Promise<void> {
    const nonce = randomBytes(nonceSize);
    const sealing = createCipheriv(cipher, stateKey(this.#database.directory), nonce);
    sealing.setAAD(Buffer.from(name));
    const sealed = Buffer.concat([
      sealing.update(secret.reveal(), "utf8"),
      sealing.final(),
      sealing.getAuthTag(),
    ]);
    const sql = "INSERT OR REPLACE INTO secrets (name, nonce, sealed) VALUES (?, ?, ?)";
    this.#database.run(sql, name, nonce, sealed);
  }

  /** @throws HoldfastError `holdfast.state.secret-unreadable` when the key file is another one, or the database was altered */
  async get(name: string): Promise<Secret | undefined> {
    const row = this.#database.row("SELECT nonce, sealed FROM secrets WHERE name = ?", name);
    if (row === undefined) return undefined;
    const nonce = row["nonce"] as Uint8Array;
    const sealed = row["sealed"] as Uint8Array;
    const key = stateKey(this.#database.directory);
    try {
      const opening = createDecipheriv(cipher, key, nonce, { authTagLength: tagSize });
      opening.setAAD(Buffer.from(name)).setAuthTag(sealed.subarray(-tagSize));
      const clear = Buffer.concat([opening.update(sealed.subarray(0, -tagSize)), opening.final()]);
      return new Secret(clear.toString("utf8"));
    } catch (error) {
      throw failureFrom(error, "holdfast.state.secret-unreadable", name);
    }
  }

  async delete(name: string): Promise<void> {
    this.#database.run("DELETE FROM secrets WHERE name = ?", name);
  }
}
