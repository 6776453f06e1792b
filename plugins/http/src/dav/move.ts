import { pathError, statusError } from "../errors.ts";
import type { Answer } from "../protocol/answer.ts";
import type { HttpClient } from "../protocol/http-client.ts";
import { findResource } from "./propfind.ts";

/**
 * Moves a file and replaces what has the new name, if that is a file too: a MOVE
 * that overwrites would remove a directory with all that is in it (RFC 4918
 * §9.9.3), so that it is asked first not to.
 *
 * @throws LocationError
 */
export async function moveFile(
  client: HttpClient,
  from: string,
  to: string,
  doing: string,
  signal: AbortSignal,
): Promise<void> {
  const careful = await move(client, from, to, "F", signal);
  if (isDone(careful)) return;
  if (careful.status !== 412) throw statusError(careful, doing);
  const found = await findResource(client, to, doing, signal);
  if (found?.isCollection === true) throw pathError("already-exists", doing, "a directory is in its place");
  const overwriting = await move(client, from, to, "T", signal);
  if (!isDone(overwriting)) throw statusError(overwriting, doing);
}

async function move(
  client: HttpClient,
  from: string,
  to: string,
  overwrite: "T" | "F",
  signal: AbortSignal,
): Promise<Answer> {
  const headers = { Destination: client.server.origin + to, Overwrite: overwrite };
  const answer = await client.send({ method: "MOVE", path: from, headers }, signal);
  await answer.discard();
  return answer;
}

function isDone({ status }: Answer): boolean {
  return status === 201 || status === 204 || status === 200;
}
