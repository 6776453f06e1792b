import { EventEmitter, once } from "node:events";
import { capabilities, type Capabilities, LocationError } from "@holdfast/contract";
import { type MemoryDirectory, type MemoryNode, MemoryTree } from "./memory-tree.ts";

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
  /** The passwords that it was told. */
  readonly told: string[] = [];
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

  /**
   * Resolves when the server answers, at once unless it is suspended.
   *
   * @throws LocationError `timeout` after so many milliseconds; or the signal's reason
   */
  async answered(signal: AbortSignal, milliseconds: number): Promise<void> {
    if (!this.#suspended) return;
    try {
      const patience = AbortSignal.any([signal, AbortSignal.timeout(milliseconds)]);
      await once(this.#events, "resume", { signal: patience });
    } catch {
      signal.throwIfAborted();
      const message = `The server did not answer for ${milliseconds} ms.`;
      throw new LocationError({ code: "timeout", retry: "new-session", message });
    }
  }

  /** Calls back at a disconnect; what it returns stops that. */
  onDisconnect(listener: () => void): () => void {
    this.#events.once("disconnect", listener);
    return () => this.#events.off("disconnect", listener);
  }

  /** Whether the password is right. */
  admits(password: string | undefined): boolean {
    if (password !== undefined) this.told.push(password);
    return this.settings.password === undefined || password === this.settings.password;
  }

  /** What it says to everybody who connects, in pieces. */
  greeting(): Iterable<string> {
    return ["memory server ready"];
  }

  /** What it lists of a directory. */
  listing(directory: MemoryDirectory): Iterable<readonly [string, MemoryNode]> {
    return directory.entries;
  }

  /** What it sends of what a file holds. */
  sent(content: Uint8Array): Uint8Array {
    return content;
  }

  /** What it keeps of what it was sent. */
  kept(content: Uint8Array): Uint8Array {
    return content;
  }
}
