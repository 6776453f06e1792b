import type { PutBody, PutOptions } from "@holdfast/contract";
import { randomBytes } from "node:crypto";
import { pathError, statusError } from "../errors.ts";
import type { HttpClient } from "../protocol/http-client.ts";
import { upload } from "../upload.ts";
import { moveFile, overwriteFor } from "./move.ts";

/** NAME_MAX of the usual file systems, in bytes. */
const longestName = 255;

/**
 * Stores a file under a partial name and moves it to its own, so that nobody
 * sees half of it. What is left of an upload that failed is removed.
 *
 * @param end aborts with the session; the removal goes on for so long
 * @throws LocationError; or the signal's reason
 */
export async function atomicUpload(
  client: HttpClient,
  path: string,
  body: PutBody,
  doing: string,
  options: PutOptions,
  end: AbortSignal,
): Promise<void> {
  const { signal } = options;
  const overwrite = await overwriteFor(client, path, doing, signal);
  const partial = partialPath(path);
  try {
    await uploadExplained(client, partial, body, doing, options);
    await moveFile(client, partial, path, overwrite, doing, signal);
  } catch (error) {
    // Nobody waits for it: the put has failed already.
    void remove(client, partial, end);
    throw error;
  }
}

/**
 * nginx, Apache and lighttpd have no better word than 500 for a PUT into a
 * directory where they may not write, but a true answer to MKCOL.
 */
async function uploadExplained(
  client: HttpClient,
  partial: string,
  body: PutBody,
  doing: string,
  options: PutOptions,
): Promise<void> {
  const answer = await upload(client, partial, body, options);
  if (answer === undefined) return;
  if (answer.status === 500) {
    const made = await client.send({ method: "MKCOL", path: `${partial}/` }, options.signal);
    await made.discard();
    if (made.status === 403) throw pathError("forbidden", doing, "the server may not write there");
    if (made.status === 507) throw statusError(made, doing);
    if (made.status === 201) await remove(client, `${partial}/`, options.signal);
  }
  throw statusError(answer, doing);
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
