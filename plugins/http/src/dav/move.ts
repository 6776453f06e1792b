import { pathError, statusError } from "../errors.ts";
import type { HttpClient } from "../protocol/http-client.ts";
import { findResource } from "./propfind.ts";

/** Whether a MOVE finds something in its place: `T` to replace it, `F` not to (RFC 4918 §10.6). */
export type Overwrite = "T" | "F";

/**
 * Looks what a file would replace. Nothing but that keeps a directory safe: a
 * MOVE that overwrites removes it with all that is in it (RFC 4918 §9.9.3), and
 * lighttpd moves the file into it, even when told not to overwrite.
 *
 * @throws LocationError `already-exists` for a directory
 */
export async function overwriteFor(
  client: HttpClient,
  path: string,
  doing: string,
  signal: AbortSignal,
): Promise<Overwrite> {
  const found = await findResource(client, path, doing, signal);
  if (found?.isCollection === true) throw pathError("already-exists", doing, "a directory is in its place");
  return found === undefined ? "F" : "T";
}

/** Moves a file. @throws LocationError */
export async function moveFile(
  client: HttpClient,
  from: string,
  to: string,
  overwrite: Overwrite,
  doing: string,
  signal: AbortSignal,
): Promise<void> {
  const headers = { Destination: client.server.origin + to, Overwrite: overwrite };
  const answer = await client.send({ method: "MOVE", path: from, headers }, signal);
  await answer.discard();
  if (![200, 201, 204].includes(answer.status)) throw statusError(answer, doing);
}
