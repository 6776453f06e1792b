import { randomBytes } from "node:crypto";
import { failure } from "../../messages/holdfast-error.ts";
import type { Location } from "../location.ts";
import { ScratchDirectory } from "../scratch-directory.ts";

/** A directory at a location that holds what a check stores there, and knows what each file has to be. */
export class TestDirectory extends ScratchDirectory {
  readonly #stored = new Map<string, Buffer>();

  constructor() {
    super("check");
  }

  /** Stores random bytes under a name, in place of what is there. */
  async storeRandom(location: Location, name: string, size: number): Promise<void> {
    const content = randomBytes(size);
    this.#stored.set(name, content);
    await this.store(location, name, content);
  }

  override async rename(location: Location, from: string, to: string): Promise<void> {
    const content = this.#content(from);
    await super.rename(location, from, to);
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
    const size = await location.readInto(this.pathOf(name), read, range);
    if (!expected.equals(read.subarray(0, size))) throw failure("holdfast.check.content-differs", name);
  }

  #content(name: string): Buffer {
    const content = this.#stored.get(name);
    if (content === undefined) throw new Error(`Nothing was stored as ${name}.`);
    return content;
  }
}
