import { EventEmitter, once } from "node:events";
import { capabilities, type Capabilities } from "@holdfast/contract";
import { MemoryTree } from "./memory-tree.ts";

/** What a {@link MemoryServer} is like. */
export interface MemorySettings {
  /** Asked for at login; without it everybody is let in. */
  readonly password?: string;
  /** What `trust.tlsFingerprint` must be; without it the server is trusted. */
  readonly fingerprint?: string;
  /** Bytes that can be stored; 1 TiB by default. */
  readonly capacity?: number;
  /** Refuses to store, rename and remove. */
  readonly readOnly?: boolean;
  /** Changes to the capabilities, which are all on otherwise. */
  readonly capabilities?: Partial<Capabilities>;
}

const everything: Partial<Capabilities> = {
  read: true,
  readFromOffset: true,
  list: true,
  remove: true,
  atomicPut: true,
  atomicRename: true,
  freeSpace: true,
  operationsPerSession: 8,
  sessions: 8,
};

/** The far end of a memory location: what is stored, and switches for what happens to real servers. */
export class MemoryServer {
  readonly settings: MemorySettings;
  readonly capabilities: Capabilities;
  readonly tree: MemoryTree;
  readonly #events = new EventEmitter().setMaxListeners(0);
  #suspended = false;

  constructor(settings: MemorySettings = {}) {
    this.settings = settings;
    this.capabilities = capabilities({ ...everything, ...settings.capabilities });
    this.tree = new MemoryTree(settings.capacity ?? 2 ** 40);
  }

  /** Cuts the sessions that are open now. */
  disconnect(): void {
    this.#events.emit("disconnect");
  }

  /** Stops answering. */
  suspend(): void {
    this.#suspended = true;
  }

  /** Answers again. */
  resume(): void {
    this.#suspended = false;
    this.#events.emit("resume");
  }

  get suspended(): boolean {
    return this.#suspended;
  }

  /** Resolves when a suspended server answers again. */
  async resumed(signal: AbortSignal): Promise<void> {
    await once(this.#events, "resume", { signal });
  }

  /** Calls back at a disconnect; what it returns stops that. */
  onDisconnect(listener: () => void): () => void {
    this.#events.once("disconnect", listener);
    return () => this.#events.off("disconnect", listener);
  }
}
