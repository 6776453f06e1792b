import { strangeNames } from "@holdfast/conformance";
import type { Socket } from "node:net";
import {
  answer,
  davReply,
  multistatus,
  type Recorded,
  type Reply,
  startScripted,
} from "./scripted-server.ts";

/** Sends text again and again, as fast as it is taken, until the connection ends. */
export function endlessly(socket: Socket, start: string, repeated: string): undefined {
  socket.write(start);
  const much = repeated.repeat(Math.ceil(65_536 / repeated.length));
  const more = (): void => {
    if (socket.destroyed) return;
    if (socket.write(much)) setImmediate(more);
    else socket.once("drain", more);
  };
  more();
  return undefined;
}

/** Servers that misbehave, each in its way; none wants a login. */
export async function startHostilePeers() {
  const servers = await Promise.all(
    [endlessReply, endlessListing, strangeListing, shortFile].map((reply) => startScripted(reply)),
  );
  const [endless, listing, strange, short] = servers.map(({ port }) => port) as [
    number,
    number,
    number,
    number,
  ];
  return {
    endlessReply: endless,
    endlessListing: listing,
    strangeNames: strange,
    shortFile: short,
    stop: () => Promise.all(servers.map((server) => server.stop())),
  };
}

function endlessReply(request: Recorded, socket: Socket): Reply {
  if (request.method !== "PUT") return davReply(request);
  return endlessly(socket, "HTTP/1.1 201 Created\r\n", "X-Header: value\r\n");
}

function endlessListing(request: Recorded, socket: Socket): Reply {
  if (!/^depth: 1$/im.test(request.head)) return davReply(request);
  const start = 'HTTP/1.1 207 OK\r\n\r\n<multistatus xmlns="DAV:"><response><href>/</href></response>';
  return endlessly(socket, start, "<response><href>/x</href></response>");
}

function strangeListing(request: Recorded): Reply {
  if (!/^depth: 1$/im.test(request.head)) return davReply(request);
  const names = ["ordinary", ...strangeNames];
  const encoded = names.flatMap((name) => [encodeURIComponent(name), encodeURI(name)]);
  const plain = encoded.filter((name) => !/[<&]/.test(name)).map((name) => name.replace(/^\.+$/, "%2e%2e"));
  return multistatus("/", ...plain.map((name) => `/${name}`), "/ordinary/../up", "/..");
}

function shortFile(request: Recorded, socket: Socket): Reply {
  if (request.method !== "GET") return davReply(request);
  socket.end(answer("200 OK", "x".repeat(1000)).replace("1000", "300000"));
  return undefined;
}
