import type { EntryInfo, ListedEntry } from "@holdfast/contract";
import { printable } from "@holdfast/contract/peer";
import { brokenProtocol } from "../connection-errors.ts";
import { statusError } from "../errors.ts";
import type { HttpClient } from "../protocol/http-client.ts";
import { isUsableName, pathOfHref, segmentsOf } from "./href.ts";
import type { DavResource } from "./multistatus.ts";
import { resourcesOf, sendPropfind } from "./propfind.ts";

/** What lies in a collection, or the resource itself where it is none. */
export interface Member {
  /** `undefined` for the resource that was asked for. */
  readonly name: string | undefined;
  readonly resource: DavResource;
}

/** What a resource is at a location. */
export function infoOf({ isCollection, length, modified }: DavResource): EntryInfo {
  const time = modified && { modified };
  if (isCollection) return { kind: "directory", ...time };
  return { kind: "file", ...(length !== undefined && { size: length }), ...time };
}

/**
 * One directory level; nothing for a directory that is not there. Names that are
 * no UTF-8, or that no path may contain, are left out.
 *
 * @param path with a slash at its end
 */
export async function* listCollection(
  client: HttpClient,
  path: string,
  doing: string,
  signal: AbortSignal,
): AsyncGenerator<ListedEntry, void> {
  for await (const members of membersOf(client, path, doing, signal)) {
    for (const { name, resource } of members) {
      if (name === undefined || !isUsableName(name)) continue;
      yield { name, ...infoOf(resource) };
      signal.throwIfAborted();
    }
  }
}

/**
 * The resource at a path and all directly in it, as many at a time as came; nothing when it is not there.
 * Entries whose names cannot be decoded have the name `""`.
 *
 * @throws LocationError `protocol` when the server does not name what was asked for: then its names are not
 * those of this location, and a directory would look empty that is not
 */
export async function* membersOf(
  client: HttpClient,
  path: string,
  doing: string,
  signal: AbortSignal,
): AsyncGenerator<readonly Member[], void> {
  const answer = await sendPropfind(client, path, "1", signal);
  if (answer.status === 404 || answer.status === 410) {
    await answer.discard();
    return;
  }
  if (answer.status !== 207) {
    await answer.discard();
    throw statusError(answer, doing);
  }
  const own = segmentsOf(answer.path) ?? [];
  let isNamed = false;
  let other = "";
  for await (const resources of resourcesOf(client, answer)) {
    const members: Member[] = [];
    for (const resource of resources) {
      const segments = segmentsOf(pathOfHref(resource.href));
      const place = segments && placeBelow(own, segments);
      if (place === "itself") isNamed = true;
      if (place === "elsewhere") other = resource.href;
      else members.push({ name: place === "itself" ? undefined : (segments?.at(-1) ?? ""), resource });
    }
    yield members;
  }
  if (isNamed) return;
  throw brokenProtocol(
    client.server.name,
    `the server lists another directory than the one asked for (${printable(other)}); does a proxy change its paths`,
  );
}

/** Where a resource is, as seen from a collection. */
function placeBelow(
  collection: readonly string[],
  resource: readonly string[],
): "itself" | "inside" | "elsewhere" {
  if (!collection.every((segment, index) => segment === resource[index])) return "elsewhere";
  if (resource.length === collection.length) return "itself";
  return resource.length === collection.length + 1 ? "inside" : "elsewhere";
}
