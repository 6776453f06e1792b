import { randomBytes } from "node:crypto";
import { failure } from "../../messages/holdfast-error.ts";
import type { Location } from "../location.ts";

/** A directory at a location that holds what a check stores there, and nothing else. */
export class TestDirectory {
  /** Relative to the location. */
  readonly path: string = `.holdfast-check-${randomBytes(8).toString("hex")}`;
  readonly #stored = new Map<string, Buffer>();

  /** Stores random bytes under a name, in place of what is there. */
  async store(location: Location, name: string, size: number): Promise<void> {
    const content = randomBytes(size);
    this.#stored.set(name, content);
    await location.put(`${this.path}/${name}`, { size, chunks: [content] });
  }

  /** Moves a file over another one. */
  async rename(location: Location, from: string, to: string): Promise<void> {
    const content = this.#content(from);
    await location.rename(`${this.path}/${from}`, `${this.path}/${to}`);
    this.#stored.delete(from);
    this.#stored.set(to, content);
  }

  /**
   * Reads a file, or a range of it.
   *
   * @throws HoldfastError `holdfast.check.content-differs`
   */
  async compare(location: Location, name: string, range?: { offset: number; length: number }): Promise<void> {
    const content = this.#content(name);
    const expected =
      range === undefined ? content : content.subarray(range.offset, range.offset + range.length);
    const read = new Uint8Array(expected.length);
    const size = await location.readInto(`${this.path}/${name}`, read, range);
    if (!expected.equals(read.subarray(0, size))) throw failure("holdfast.check.content-differs", name);
  }

  /** Removes the directory with all that was stored in it. */
  async remove(location: Location): Promise<void> {
    for (const name of this.#stored.keys()) await location.remove(`${this.path}/${name}`);
    await location.remove(this.path);
    this.#stored.clear();
  }

  /** Whether something may be there that was not removed. */
  get used(): boolean {
    return this.#stored.size > 0;
  }

  #content(name: string): Buffer {
    const content = this.#stored.get(name);
    if (content === undefined) throw new Error(`Nothing was stored as ${name}.`);
    return content;
  }
}
