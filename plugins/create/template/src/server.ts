import { setImmediate as nextTurn } from "node:timers/promises";
import { refusal } from "./errors.ts";

/**
 * Stands for a server: files in the memory of this process. Put your protocol's client in its place.
 * A directory is there as long as something lies in it.
 */
export class ShelfServer {
  readonly #files = new Map<string, Uint8Array>();

  /** The whole file, or nothing of it: it is there when this resolves, in place of one that was there. */
  async store(path: string, content: Uint8Array): Promise<void> {
    await nextTurn();
    const isBelowFile = [...this.#files.keys()].some((file) => path.startsWith(`${file}/`));
    if (isBelowFile) throw refusal("already-exists", `${path} would lie below a file.`);
    if (this.#isDirectory(path)) throw refusal("already-exists", `${path} is a directory.`);
    this.#files.set(path, content);
  }

  /** A file's content; `undefined` where there is none. */
  async load(path: string): Promise<Uint8Array | undefined> {
    await nextTurn();
    return this.#files.get(path);
  }

  async isDirectory(path: string): Promise<boolean> {
    await nextTurn();
    return this.#isDirectory(path);
  }

  /** Names in a directory, and the sizes of those that are files. */
  async list(directory: string): Promise<ReadonlyMap<string, number | undefined>> {
    await nextTurn();
    const names = new Map<string, number | undefined>();
    for (const [path, { length }] of this.#files) {
      if (!path.startsWith(`${directory}/`)) continue;
      const [name = "", ...below] = path.slice(directory.length + 1).split("/");
      names.set(name, below.length === 0 ? length : undefined);
    }
    return names;
  }

  /** Its absence is a success. */
  async delete(path: string): Promise<void> {
    await nextTurn();
    if (this.#isDirectory(path)) throw refusal("already-exists", `${path} is not empty.`);
    this.#files.delete(path);
  }

  async move(from: string, to: string): Promise<void> {
    const content = await this.load(from);
    if (content === undefined) throw refusal("not-found", `There is no file ${from}.`);
    await this.store(to, content);
    if (from !== to) this.#files.delete(from);
  }

  #isDirectory(path: string): boolean {
    return [...this.#files.keys()].some((file) => file.startsWith(`${path}/`));
  }
}
