import { pathError, statusError } from "../errors.ts";
import { doing } from "../operations.ts";
import type { HttpClient } from "../protocol/http-client.ts";
import { findResource } from "./propfind.ts";

/** Makes collections where they are missing, and remembers which are there. */
export class Collections {
  readonly #client: HttpClient;
  readonly #signal: AbortSignal;
  readonly #ready = new Map<string, Promise<void>>();

  /** @param signal ends what is under way, for all operations that wait for it */
  constructor(client: HttpClient, signal: AbortSignal) {
    this.#client = client;
    this.#signal = signal;
  }

  /**
   * Makes a collection and those above it that are missing (RFC 4918 §9.3 makes
   * one at a time). One that another session makes at the same time is fine.
   *
   * @param path with a slash at its end
   * @throws LocationError `already-exists` when a file is in the way
   */
  ensure(path: string): Promise<void> {
    const known = this.#ready.get(path);
    if (known !== undefined) return known;
    const made = this.#find(path);
    this.#ready.set(path, made);
    made.catch(() => this.#ready.delete(path));
    return made;
  }

  /** A collection and what is below it may be gone. */
  forget(path: string): void {
    for (const known of this.#ready.keys()) if (known.startsWith(path)) this.#ready.delete(known);
  }

  async #find(path: string): Promise<void> {
    const what = doing("make the directory", decodeURIComponent(path));
    const found = await findResource(this.#client, path, what, this.#signal);
    if (found === undefined) await this.#make(path, what);
    else if (!found.isCollection) throw pathError("already-exists", what, "a file is in its place");
  }

  async #make(path: string, what: string): Promise<void> {
    const parent = parentOf(path);
    if (parent === undefined) throw pathError("not-found", what, "the server has no directory at all");
    await this.ensure(parent);
    const answer = await this.#client.send({ method: "MKCOL", path }, this.#signal);
    await answer.discard();
    if ([200, 201].includes(answer.status)) return;
    // Another session may have made it a moment ago: 405 (RFC 4918 §9.3.1), or 403 of an Apache that was at it, too.
    const found = await findResource(this.#client, path, what, this.#signal);
    if (found?.isCollection !== true) throw statusError(answer, what);
  }
}

/** The collection that a path lies in, with a slash at its end; `undefined` for `/`. */
export function parentOf(path: string): string | undefined {
  return path === "/" ? undefined : path.slice(0, path.lastIndexOf("/", path.length - 2) + 1);
}
