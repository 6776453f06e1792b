import type { PutBody, PutOptions } from "@holdfast/contract";
import { randomBytes } from "node:crypto";
import { statusError } from "./errors.ts";
import type { HttpClient } from "./protocol/http-client.ts";

/** NAME_MAX of the usual file systems, in bytes. */
const longestName = 255;

/**
 * Puts a file straight to its path.
 *
 * @throws LocationError; 202 is one too: the server promises and has not stored
 */
export async function upload(
  client: HttpClient,
  path: string,
  body: PutBody,
  doing: string,
  { signal, onProgress }: PutOptions,
): Promise<void> {
  const headers = { "Content-Type": "application/octet-stream" };
  const answer = await client.send({ method: "PUT", path, headers, body, onProgress }, signal);
  // The status is all that counts, also where the server closes before its explanation is over.
  await answer.discard().catch(() => {});
  signal.throwIfAborted();
  if (![200, 201, 204].includes(answer.status)) throw statusError(answer, doing);
}

/** A path beside the given one that nothing else has. */
export function partialPath(path: string): string {
  const suffix = `.part-${randomBytes(4).toString("hex")}`;
  const slash = path.lastIndexOf("/") + 1;
  const bytes = Buffer.byteLength(decodeURIComponent(path.slice(slash))) + suffix.length;
  return bytes <= longestName ? path + suffix : `${path.slice(0, slash)}${suffix.slice(1)}`;
}
