import type { PutBody, PutOptions } from "@holdfast/contract";
import type { Answer } from "./protocol/answer.ts";
import type { HttpClient } from "./protocol/http-client.ts";

/** 202 is not among them: the server promises and has not stored. */
const stored = [200, 201, 204];

/**
 * Puts a file straight to its path.
 *
 * @returns the server's answer when it has not stored the file
 */
export async function upload(
  client: HttpClient,
  path: string,
  body: PutBody,
  { signal, onProgress }: PutOptions,
): Promise<Answer | undefined> {
  const headers = { "Content-Type": "application/octet-stream" };
  const answer = await client.send({ method: "PUT", path, headers, body, onProgress }, signal);
  // The status is all that counts, also where the server closes before its explanation is over.
  await answer.discard().catch(() => {});
  signal.throwIfAborted();
  return stored.includes(answer.status) ? undefined : answer;
}
