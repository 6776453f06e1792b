import { brokenProtocol } from "../connection-errors.ts";
import { statusError } from "../errors.ts";
import type { Answer } from "../protocol/answer.ts";
import type { HttpClient } from "../protocol/http-client.ts";
import { type DavResource, MultistatusReader } from "./multistatus.ts";
import { XmlError, XmlReader } from "./xml-reader.ts";

/** No location has more names in one directory; a server that goes on for ever is stopped here. */
const mostResources = 1_200_000;

/** What a server may send that is no resource, between two of them. */
const longestBetween = 1024 * 1024;

const body = Buffer.from(
  '<?xml version="1.0" encoding="utf-8"?>\n<propfind xmlns="DAV:"><prop>' +
    "<resourcetype/><getcontentlength/><getlastmodified/><quota-available-bytes/>" +
    "</prop></propfind>\n",
);

/** Asks for a resource's properties (RFC 4918 §9.1), or for those of a collection and all in it. */
export function sendPropfind(
  client: HttpClient,
  path: string,
  depth: "0" | "1",
  signal: AbortSignal,
): Promise<Answer> {
  const headers = { Depth: depth, "Content-Type": "application/xml; charset=utf-8" };
  return client.send(
    { method: "PROPFIND", path, headers, body: { size: body.length, chunks: [body] } },
    signal,
  );
}

/**
 * The resources of a multistatus as they come, as many at a time as came. Leaving early drops the connection.
 *
 * @throws LocationError
 */
export async function* resourcesOf(
  client: HttpClient,
  answer: Answer,
): AsyncGenerator<readonly DavResource[], void> {
  const xml = new XmlReader();
  const multistatus = new MultistatusReader();
  let resources = 0;
  let between = 0;
  try {
    for await (const data of answer.body()) {
      const found = xml.push(data).flatMap((event) => multistatus.take(event) ?? []);
      between = found.length > 0 ? 0 : between + data.length;
      resources += found.length;
      if (between > longestBetween) throw new XmlError("a response is too long");
      if (resources > mostResources) throw new XmlError(`it has more than ${mostResources} entries`);
      yield found;
    }
    xml.end();
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    throw brokenProtocol(client.server.name, `the server's WebDAV answer cannot be read: ${error.message}`);
  }
}

/**
 * The properties of one path; `undefined` when nothing is there.
 *
 * @throws LocationError
 */
export async function findResource(
  client: HttpClient,
  path: string,
  doing: string,
  signal: AbortSignal,
): Promise<DavResource | undefined> {
  const answer = await sendPropfind(client, path, "0", signal);
  if (answer.status === 207) return onlyResource(client, answer);
  await answer.discard();
  if (answer.status === 404 || answer.status === 410) return undefined;
  // A path below a file is a bad request to Apache, and forbidden at lighttpd.
  const above = path === "/" ? undefined : withoutLastSegment(path);
  if (above === undefined || ![400, 403, 409].includes(answer.status)) throw statusError(answer, doing);
  const found = await findResource(client, above, doing, signal);
  if (found?.isCollection === true) throw statusError(answer, doing);
  return path.endsWith("/") ? found : undefined;
}

async function onlyResource(client: HttpClient, answer: Answer): Promise<DavResource | undefined> {
  let found: DavResource | undefined;
  for await (const [first] of resourcesOf(client, answer)) found ??= first;
  if (found === undefined) throw brokenProtocol(client.server.name, "a WebDAV answer names no resource");
  return found.status === 404 ? undefined : found;
}

/** The path without its last slash, or else without its last name. */
function withoutLastSegment(path: string): string {
  return path.endsWith("/") ? path.slice(0, -1) : path.slice(0, path.lastIndexOf("/") + 1);
}
