import { LocationError } from "@holdfast/contract";
import { printable } from "@holdfast/contract/peer";
import type { Answer } from "./answer.ts";
import type { HttpServer } from "./http-server.ts";

const redirects = [301, 302, 303, 307, 308];
const reading = ["GET", "HEAD", "PROPFIND"];

/** Whether the server says that a file's path, with a slash appended, is a directory, as web servers do. */
export function isDirectoryRedirect(server: HttpServer, answer: Answer): boolean {
  if (!redirects.includes(answer.status)) return false;
  const location = locationOf(server, answer);
  return location?.origin === server.origin && location.pathname === `${answer.path}/`;
}

/**
 * Where a reading request has to be sent instead, on the same server. A directory
 * in place of a file is left to the caller.
 *
 * @returns `undefined` when the answer is none that redirects
 * @throws LocationError for redirects that are not followed: of requests that write, and to another server,
 * which would get the credentials, or over a connection without TLS
 */
export function redirectedPath(server: HttpServer, method: string, answer: Answer): string | undefined {
  if (!redirects.includes(answer.status)) return undefined;
  if (method !== "PROPFIND" && isDirectoryRedirect(server, answer)) return undefined;
  const location = locationOf(server, answer);
  const shown = location === undefined ? "nowhere" : printable(`${location.origin}${location.pathname}`);
  if (location?.origin === server.origin && reading.includes(method) && answer.status !== 303)
    return location.pathname + location.search;
  throw new LocationError({
    code: "unsupported",
    retry: "never",
    message:
      `${server.name}: the server redirects ${method} to ${shown}, and that is not followed. ` +
      "If it is the right place, give it as the location.",
    peerCode: `HTTP ${answer.status}`,
  });
}

function locationOf(server: HttpServer, answer: Answer): URL | undefined {
  const written = answer.headers.location ?? "";
  return URL.parse(written, server.origin + answer.path) ?? undefined;
}
