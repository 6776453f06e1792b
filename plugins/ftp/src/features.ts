import type { Reply } from "./reply.ts";

/** What a server says it can do (RFC 2389 §3). */
export class Features {
  readonly #lines: readonly string[];

  /** @param reply to FEAT; a refusal means that the server has none */
  constructor(reply: Reply) {
    const lines = reply.code === 211 ? reply.text.split("\n").slice(1, -1) : [];
    this.#lines = lines.map((line) => line.trim().toUpperCase());
  }

  /** Whether the server has a feature, with parameters or without. */
  has(feature: string): boolean {
    return this.#lines.some((line) => line === feature || line.startsWith(`${feature} `));
  }
}
