import type { LocationError } from "@holdfast/contract";
import { randomBytes } from "node:crypto";
import { pathError, statusError } from "../errors.ts";
import type { HttpClient } from "../protocol/http-client.ts";
import type { Answer } from "../protocol/answer.ts";
import { type Content, upload } from "../upload.ts";
import { type Collections, parentOf } from "./collections.ts";
import { moveFile, overwriteFor } from "./move.ts";
import { findResource } from "./propfind.ts";

/** Bytes of a name to which servers can still append something of their own, as lighttpd does. */
const longestName = 200;

/**
 * Stores a file under a partial name and moves it to its own, so that nobody
 * sees half of it. What is left of an upload that failed is removed.
 *
 * @throws LocationError; or the signal's reason
 */
export class AtomicUpload {
  readonly #client: HttpClient;
  readonly #collections: Collections;
  readonly #path: string;
  readonly #content: Content;
  readonly #doing: string;
  readonly #signal: AbortSignal;

  constructor(
    client: HttpClient,
    collections: Collections,
    path: string,
    content: Content,
    doing: string,
    signal: AbortSignal,
  ) {
    this.#client = client;
    this.#collections = collections;
    this.#path = path;
    this.#content = content;
    this.#doing = doing;
    this.#signal = signal;
  }

  /** @param end aborts with the session: for so long what is left may be removed */
  async run(end: AbortSignal): Promise<void> {
    const directory = parentOf(this.#path) ?? "/";
    await this.#collections.ensure(directory);
    const overwrite = await overwriteFor(this.#client, this.#path, this.#doing, this.#signal);
    const partial = partialPath(this.#path);
    try {
      await this.#upload(directory, partial);
      await moveFile(this.#client, partial, this.#path, overwrite, this.#doing, this.#signal);
    } catch (error) {
      // Nobody waits for it: the put has failed already.
      void remove(this.#client, partial, end);
      throw error;
    }
  }

  /** A directory that was there may be gone since: then it is made again, once. */
  async #upload(directory: string, partial: string): Promise<void> {
    const refusal = await upload(this.#client, partial, this.#content, this.#signal);
    if (refusal === undefined) return;
    if (!(await this.#isGone(directory, refusal))) throw await this.#explained(refusal, partial);
    const again = await upload(this.#client, partial, this.#content, this.#signal);
    if (again !== undefined) throw await this.#explained(again, partial);
  }

  /** @returns whether the directory was gone; it is there again then */
  async #isGone(directory: string, { status }: Answer): Promise<boolean> {
    if (![404, 409, 500].includes(status)) return false;
    const found = await findResource(this.#client, directory, this.#doing, this.#signal);
    if (found !== undefined) return false;
    this.#collections.forget(directory);
    await this.#collections.ensure(directory);
    return true;
  }

  /**
   * nginx, Apache and lighttpd have no better word than 500 for a PUT into a
   * directory where they may not write, but a true answer to MKCOL.
   */
  async #explained(refusal: Answer, partial: string): Promise<LocationError> {
    if (refusal.status !== 500) return statusError(refusal, this.#doing);
    const made = await this.#client.send({ method: "MKCOL", path: `${partial}/` }, this.#signal);
    await made.discard();
    if (made.status === 403) return pathError("forbidden", this.#doing, "the server may not write there");
    if (made.status === 201) await remove(this.#client, `${partial}/`, this.#signal);
    return statusError(made.status === 507 ? made : refusal, this.#doing);
  }
}

async function remove(client: HttpClient, path: string, signal: AbortSignal): Promise<void> {
  const answer = await client.send({ method: "DELETE", path }, signal).catch(() => undefined);
  await answer?.discard().catch(() => {});
}

/** A path beside the given one that nothing else has. */
function partialPath(path: string): string {
  const suffix = `.part-${randomBytes(4).toString("hex")}`;
  const slash = path.lastIndexOf("/") + 1;
  const bytes = Buffer.byteLength(decodeURIComponent(path.slice(slash))) + suffix.length;
  return bytes <= longestName ? path + suffix : `${path.slice(0, slash)}${suffix.slice(1)}`;
}
