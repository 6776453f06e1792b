import type { PutBody } from "@holdfast/contract";
import type { Answer } from "./protocol/answer.ts";
import type { HttpClient } from "./protocol/http-client.ts";

/** 202 is not among them: the server promises and has not stored. */
const stored = [200, 201, 204];

/** A file that is to be stored. */
export interface Content {
  readonly body: PutBody;
  /** Told how many bytes the system has taken until now. */
  readonly onTaken: (total: number) => void;
}

/** The content of a put. What has been reported is not reported again, also where it has to be sent again. */
export function contentOf(body: PutBody, onProgress: ((bytes: number) => void) | undefined): Content {
  let reported = 0;
  const onTaken = (total: number): void => {
    if (total <= reported) return;
    onProgress?.(total - reported);
    reported = total;
  };
  return { body, onTaken };
}

/**
 * Puts a file straight to its path.
 *
 * @returns the server's answer when it has not stored the file
 */
export async function upload(
  client: HttpClient,
  path: string,
  content: Content,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  const headers = { "Content-Type": "application/octet-stream" };
  const answer = await client.send({ method: "PUT", path, headers, ...content }, signal);
  // The status is all that counts, also where the server closes before its explanation is over.
  await answer.discard().catch(() => {});
  signal.throwIfAborted();
  return stored.includes(answer.status) ? undefined : answer;
}
