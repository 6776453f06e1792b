import type { LocationSession } from "@holdfast/contract";
import { BareSession, type BareTraits } from "./bare-session.ts";
import { DavSession, type DavTraits } from "./dav-session.ts";
import { parentOf } from "./dav/collections.ts";
import { resourcesOf, sendPropfind } from "./dav/propfind.ts";
import { statusError } from "./errors.ts";
import type { Operations } from "./operations.ts";
import type { HttpClient } from "./protocol/http-client.ts";
import type { HttpTarget } from "./target.ts";

/**
 * Finds out what the server can do, and logs in by the way.
 *
 * @throws LocationError; or the signal's reason
 */
export async function startSession(
  client: HttpClient,
  target: HttpTarget,
  operations: Operations,
  closeConnections: () => void,
  signal: AbortSignal,
): Promise<LocationSession> {
  const { path, connections } = target;
  const dav = await davTraits(client, path, signal);
  if (dav !== undefined)
    return new DavSession(client, path, { ...dav, operations: connections }, operations, closeConnections);
  const bare = { ...(await bareTraits(client, path, signal)), operations: connections };
  return new BareSession(client, path, bare, operations, closeConnections);
}

/** Asks for the directory, or for the nearest above it that exists; `undefined` without WebDAV. */
async function davTraits(
  client: HttpClient,
  path: string,
  signal: AbortSignal,
): Promise<Omit<DavTraits, "operations"> | undefined> {
  const answer = await sendPropfind(client, path, "0", signal);
  if (answer.status === 207) {
    let quota = false;
    for await (const [found] of resourcesOf(client, answer)) quota ||= found?.quotaAvailable !== undefined;
    // The dav-ext module of nginx does so; nothing but its name tells.
    return { quota, hidesDotFiles: /nginx/i.test(String(answer.headers["server"])) };
  }
  await answer.discard();
  if (answer.status >= 500 && answer.status !== 501) throw statusError(answer, "look at the location");
  const parent = answer.status === 404 ? parentOf(path) : undefined;
  return parent === undefined ? undefined : davTraits(client, parent, signal);
}

async function bareTraits(
  client: HttpClient,
  path: string,
  signal: AbortSignal,
): Promise<Omit<BareTraits, "operations">> {
  const answer = await client.send({ method: "HEAD", path }, signal);
  await answer.discard();
  return {
    read: answer.status !== 405 && answer.status !== 501,
    ranges: answer.headers["accept-ranges"]?.toLowerCase() !== "none",
  };
}
