import { randomBytes } from "node:crypto";
import { type FileHandle, open, readdir, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { batches } from "./batches.ts";
import { absent, makeDirectory } from "./directories.ts";
import { errnoOf } from "./errors.ts";

const form = /^\.holdfast-[0-9a-f]{16}\.part$/;

/** Whether a name is one of those under which files are written before they get their own. */
export function isTemporary(name: string): boolean {
  return form.test(name);
}

/** A file that is written under a temporary name. */
export class TemporaryFile {
  readonly path: string;

  /** Chooses a name in the directory; nothing is made yet. */
  constructor(directory: string) {
    this.path = join(directory, `.holdfast-${randomBytes(8).toString("hex")}.part`);
  }

  /**
   * Makes the file, and its directory where that is missing, with the chunks'
   * bytes, durably. Stops between writes after an abort.
   */
  async write(
    chunks: readonly Uint8Array[],
    signal: AbortSignal,
    onProgress: (bytes: number) => void,
  ): Promise<void> {
    const handle = await this.#create();
    try {
      for (const batch of batches(chunks)) await writeAll(handle, batch, signal, onProgress);
      signal.throwIfAborted();
      await handle.datasync();
    } finally {
      await handle.close();
    }
  }

  /** Removes the file, if it is still there. */
  async discard(): Promise<void> {
    await unlink(this.path).catch(absent);
  }

  async #create(): Promise<FileHandle> {
    const create = (): Promise<FileHandle> => open(this.path, "wx", 0o600);
    try {
      return await create();
    } catch (error) {
      if (errnoOf(error) !== "ENOENT") throw error;
      await makeDirectory(dirname(this.path));
      return create();
    }
  }
}

/** Removes the temporary files that a killed process left, when nothing else is in the directory. */
export async function removeLeftovers(directory: string): Promise<void> {
  const names = await readdir(directory);
  if (!names.every(isTemporary)) return;
  for (const name of names) await unlink(join(directory, name)).catch(absent);
}

async function writeAll(
  handle: FileHandle,
  batch: readonly Uint8Array[],
  signal: AbortSignal,
  onProgress: (bytes: number) => void,
): Promise<void> {
  for (let rest = batch; rest.length > 0;) {
    signal.throwIfAborted();
    const { bytesWritten } = await handle.writev(rest);
    rest = without(rest, bytesWritten);
    if (!signal.aborted) onProgress(bytesWritten);
  }
}

/** What is left of the views after their first bytes. */
function without(views: readonly Uint8Array[], bytes: number): Uint8Array[] {
  const rest: Uint8Array[] = [];
  let skip = bytes;
  for (const view of views) {
    if (skip < view.length) rest.push(view.subarray(skip));
    skip = Math.max(0, skip - view.length);
  }
  return rest;
}
