import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Location } from "./location.ts";
import type { LocationOpener } from "./location-opener.ts";
import type { LocationTarget } from "./location-request.ts";

const removalMs = 30_000;
const tries = 4;
const pauseMs = 500;
/** More than a check or a trial stores. */
const mostNames = 10_000;

/** A directory at a location for what is tried out there. It knows all that was stored in it, so that nothing stays. */
export class ScratchDirectory {
  /** Relative to the location. */
  readonly path: string;
  readonly #names = new Set<string>();
  #used = false;

  /** @param purpose a part of its name, for those who find it */
  constructor(purpose: string) {
    this.path = `.holdfast-${purpose}-${randomBytes(8).toString("hex")}`;
  }

  /** Whether something may be there that was not removed. */
  get used(): boolean {
    return this.#used;
  }

  /** The path of a file in it, relative to the location. */
  pathOf(name: string): string {
    return `${this.path}/${name}`;
  }

  /** Stores a file, in place of what is there. */
  async store(location: Location, name: string, content: Uint8Array): Promise<void> {
    this.#used = true;
    this.#names.add(name); // before it is there: a put that fails may leave something
    await location.put(this.pathOf(name), { size: content.length, chunks: [content] });
  }

  /** Moves a file over another one. */
  async rename(location: Location, from: string, to: string): Promise<void> {
    await location.rename(this.pathOf(from), this.pathOf(to));
    this.#names.delete(from);
    this.#names.add(to);
  }

  /** Removes what was stored, as many files at once as the location takes, and leaves the directory. */
  async empty(location: Location): Promise<void> {
    const removed = [...this.#names].map(async (name) => {
      await location.remove(this.pathOf(name));
      this.#names.delete(name);
    });
    await Promise.all(removed);
  }

  /** Removes the directory with all that was stored in it. */
  async remove(location: Location): Promise<void> {
    await this.empty(location);
    await location.remove(this.path);
    this.#used = false;
  }

  /**
   * Removes it over a session of its own, when the one that it was filled over is of no more
   * use, and with it what a put that was cut off has left under another name. Gives up after 30 s.
   *
   * @returns whether nothing is left of it
   */
  async removeAfresh(locations: LocationOpener, target: LocationTarget): Promise<boolean> {
    const signal = AbortSignal.timeout(removalMs);
    const location = locations.open(target, { signal, onStall: () => undefined });
    try {
      const { read, list, remove } = await location.capabilities();
      if (!remove) return !this.#used;
      for (let attempt = 1; this.#used && attempt <= tries; attempt++) {
        // The server may still be busy with what was cut off.
        if (attempt > 1) await sleep(pauseMs, undefined, { signal });
        if (list) await this.#discover(location).catch(() => undefined);
        await this.remove(location).catch(() => undefined);
        // Where nothing could be stored, removing may fail as well.
        if (this.#used && read) this.#used = (await location.stat(this.path)) !== undefined;
      }
    } catch {
      // What is wrong with the location was told when it was used.
    } finally {
      await location.close();
    }
    return !this.#used;
  }

  async #discover(location: Location): Promise<void> {
    for (const { name } of await location.list(this.path, mostNames)) this.#names.add(name);
  }
}
