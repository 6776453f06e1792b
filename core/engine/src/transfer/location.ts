import type { Readable } from "node:stream";
import {
  type Capabilities,
  isLocationError,
  type EntryInfo,
  type ListedEntry,
  type LocationSession,
  type PutBody,
} from "@holdfast/contract";
import { untilAborted } from "@holdfast/contract/peer";
import { copyBytes } from "../memory/copy-bytes.ts";
import { YoungGarbage } from "../memory/young-garbage.ts";
import { failure } from "../messages/holdfast-error.ts";
import { fromLocation } from "./location-message.ts";
import { checkPath } from "./location-path.ts";
import { type RetryListener, type RetryPolicy, withRetry } from "./retry.ts";
import { SessionPool } from "./session-pool.ts";
import type { StallWatchdog } from "./watchdog.ts";

/** How a {@link Location} behaves. */
export interface LocationSettings {
  readonly retry: RetryPolicy;
  readonly watchdog: StallWatchdog;
  /** Told before something is tried again. */
  readonly onRetry: RetryListener;
}

/**
 * The user face of a location: what jobs do there. It checks paths, keeps
 * sessions, tries again where that may help, and feeds the watchdog. Its errors
 * are HoldfastErrors, or the signal's reason after an abort.
 */
export class Location {
  readonly #pool: SessionPool;
  readonly #settings: LocationSettings;
  readonly #signal: AbortSignal;
  readonly #garbage = new YoungGarbage();

  /** @param signal ends everything under way */
  constructor(connect: () => Promise<LocationSession>, settings: LocationSettings, signal: AbortSignal) {
    this.#pool = new SessionPool(connect);
    this.#settings = settings;
    this.#signal = signal;
  }

  /** Connects if that has not happened yet. */
  async capabilities(): Promise<Capabilities> {
    return this.#run((session) => Promise.resolve(session.capabilities));
  }

  /** Stores a file and resolves when the location has confirmed all of it. */
  async put(path: string, body: PutBody): Promise<void> {
    checkPath(path);
    const onProgress = (bytes: number): void => {
      this.#settings.watchdog.progress();
      this.#garbage.passed(bytes);
    };
    await this.#run((session) => session.put(path, body, { signal: this.#signal, onProgress }));
  }

  /**
   * Stores a file so that it is there whole or not at all, where the location can
   * do that: under a partial name first, then renamed.
   */
  async putAtOnce(path: string, body: PutBody): Promise<void> {
    const { atomicPut, atomicRename } = await this.capabilities();
    if (atomicPut || !atomicRename) return this.put(path, body);
    const partial = `${path}.partial`;
    await this.put(partial, body);
    await this.rename(partial, path);
  }

  /** Moves a file, replacing what has the new name. */
  async rename(from: string, to: string): Promise<void> {
    checkPath(from);
    checkPath(to);
    await this.#run((session) => session.rename(from, to, { signal: this.#signal }));
  }

  /**
   * Reads a file, or a range of it, into memory.
   *
   * @returns how many bytes there were
   * @throws HoldfastError `holdfast.transfer.too-long` when there are more than fit
   */
  async readInto(
    path: string,
    into: Uint8Array,
    range?: { offset: number; length: number },
  ): Promise<number> {
    checkPath(path);
    return this.#run(async (session) => {
      const stream = await session.get(path, { signal: this.#signal, ...range });
      return this.#fill(path, stream, into);
    });
  }

  /** Reads a small file whole. @param longest bytes that it may have */
  async readSmall(path: string, longest: number): Promise<Uint8Array> {
    const into = new Uint8Array(longest);
    return into.slice(0, await this.readInto(path, into));
  }

  async stat(path: string): Promise<EntryInfo | undefined> {
    checkPath(path);
    return this.#run((session) => session.stat(path, { signal: this.#signal }));
  }

  /** One directory level; `""` is the location's own directory. @param most names that are taken */
  async list(directory: string, most: number): Promise<readonly ListedEntry[]> {
    if (directory !== "") checkPath(directory);
    return this.#run(async (session) => {
      const entries: ListedEntry[] = [];
      for await (const entry of session.list(directory, { signal: this.#signal })) {
        this.#settings.watchdog.progress();
        if (entries.push(entry) >= most) break;
      }
      return entries;
    });
  }

  async remove(path: string): Promise<void> {
    checkPath(path);
    await this.#run((session) => session.remove(path, { signal: this.#signal }));
  }

  async freeSpace(): Promise<number> {
    return this.#run((session) => session.freeSpace({ signal: this.#signal }));
  }

  /**
   * Opens sessions until there are `count`, or the location refuses one more.
   *
   * @returns how many there are
   */
  async openSessions(count: number): Promise<number> {
    return this.#guarded(() => this.#pool.open(count));
  }

  /**
   * Ends all sessions and what is under way; nothing is stored after this. Waits
   * for that, but not for ever. Never rejects.
   */
  async close(): Promise<void> {
    await this.#pool.close();
  }

  #run<T>(operation: (session: LocationSession) => Promise<T>): Promise<T> {
    return this.#guarded(async () => {
      const lease = await this.#pool.acquire(this.#signal);
      let broken = false;
      try {
        return await operation(lease.session);
      } catch (error) {
        broken = isLocationError(error) && error.retry === "new-session";
        throw error;
      } finally {
        lease.release(broken);
      }
    });
  }

  /** Every operation, a read as well as a put, moves bytes or waits for an answer: the watchdog looks after it. */
  async #guarded<T>(operation: () => Promise<T>): Promise<T> {
    const { retry, onRetry, watchdog } = this.#settings;
    const retried = (): Promise<T> => withRetry(retry, this.#signal, onRetry, operation);
    try {
      return await watchdog.whileWaiting(() => untilAborted(this.#signal, retried()));
    } catch (error) {
      throw fromLocation(error);
    }
  }

  async #fill(path: string, stream: Readable, into: Uint8Array): Promise<number> {
    let filled = 0;
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      if (filled + chunk.length > into.length) {
        throw failure("holdfast.transfer.too-long", path, into.length);
      }
      copyBytes(chunk, into, filled);
      filled += chunk.length;
      this.#garbage.passed(chunk.length);
      giveBack(chunk);
      this.#settings.watchdog.progress();
    }
    return filled;
  }
}

/**
 * Frees the memory of a chunk that has it for itself. Left to the collector, the
 * chunks of a whole backup's read-back pile up to tens of megabytes.
 */
function giveBack({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
