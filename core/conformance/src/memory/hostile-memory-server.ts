import { strangeNames } from "../hostile-peers.ts";
import { MemoryServer, type MemorySettings } from "./memory-server.ts";
import type { MemoryNode } from "./memory-tree.ts";

const node: MemoryNode = { kind: "file", content: new Uint8Array(3), modified: new Date(0) };

/** What a {@link HostileMemoryServer} does wrong. */
export type Misbehaviour = "endless-reply" | "endless-listing" | "strange-names" | "short-file" | "short-put";

/** A memory server that is not to be believed. It holds the file `file` at the top. */
export class HostileMemoryServer extends MemoryServer {
  readonly #misbehaviour: Misbehaviour;

  constructor(misbehaviour: Misbehaviour, settings: MemorySettings) {
    super(settings);
    this.#misbehaviour = misbehaviour;
    this.tree.store(["file"], new Uint8Array(10_000));
  }

  override *greeting(): Generator<string, void> {
    do yield "memory server ready ".repeat(50);
    while (this.#misbehaviour === "endless-reply");
  }

  override *listing(): Generator<readonly [string, MemoryNode], void> {
    if (this.#misbehaviour === "strange-names") for (const name of strangeNames) yield [name, node];
    yield ["ordinary", node];
    for (let number = 0; this.#misbehaviour === "endless-listing"; number += 1)
      yield [`file-${number}`, node];
  }

  override sent(content: Uint8Array): Uint8Array {
    return this.#misbehaviour === "short-file" ? content.subarray(0, -1) : content;
  }

  override kept(content: Uint8Array): Uint8Array {
    return this.#misbehaviour === "short-put" ? content.subarray(0, -1) : content;
  }
}
