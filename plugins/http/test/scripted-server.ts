import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

/** A request as its bytes came. */
export interface Recorded {
  readonly method: string;
  readonly target: string;
  /** Everything up to the empty line, as it was sent. */
  readonly head: string;
  readonly body: Buffer;
  /** Whether the client waits for `100 Continue`, and has not got it yet. */
  readonly waits: boolean;
}

/**
 * What a server of the tests answers: bytes, or nothing at all. To a client that waits, {@link goOn}
 * asks for the body, and nothing lets it wait until it sends the body anyway.
 */
export type Reply = string | typeof goOn | undefined;

/** Lets a client send the body that it waits to send. */
export const goOn: unique symbol = Symbol("100 Continue");

/** A server that says what no real one would, and remembers what it was sent. */
export interface ScriptedServer {
  readonly port: number;
  readonly requests: readonly Recorded[];
  readonly connections: () => number;
  /** Ends the connections that are open. */
  disconnect(): void;
  stop(): Promise<void>;
}

/** Starts a server on 127.0.0.1; `reply` is asked for each request. */
export async function startScripted(
  reply: (request: Recorded, socket: Socket) => Reply,
): Promise<ScriptedServer> {
  const requests: Recorded[] = [];
  const sockets = new Set<Socket>();
  let accepted = 0;
  const server = createServer((socket) => {
    accepted += 1;
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => sockets.delete(socket));
    let received = Buffer.alloc(0);
    let continued = false;
    socket.on("data", (data: Buffer) => {
      received = Buffer.concat([received, data]);
      for (;;) {
        const end = received.indexOf("\r\n\r\n");
        if (end === -1) return;
        const head = received.toString("latin1", 0, end);
        const [method = "", target = ""] = head.split(" ");
        const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0);
        const whole = received.length >= end + 4 + length;
        const waits = /^expect: 100-continue$/im.test(head) && !continued;
        if (!whole && !waits) return;
        const body = received.subarray(end + 4, end + 4 + length);
        const request = { method, target, head, body, waits };
        const answer = reply(request, socket);
        if (answer === goOn || (waits && answer === undefined)) {
          continued = true;
          if (answer === goOn) socket.write("HTTP/1.1 100 Continue\r\n\r\n");
          continue;
        }
        continued = false;
        requests.push(request);
        received = received.subarray(Math.min(received.length, end + 4 + length));
        if (answer !== undefined) socket.write(answer);
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const disconnect = (): void => sockets.forEach((socket) => void socket.destroy());
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    connections: () => accepted,
    disconnect,
    stop: async () => {
      server.close();
      disconnect();
      await once(server, "close");
    },
  };
}

/** An answer with a body and its length. */
export function answer(status: string, body = "", headers: readonly string[] = []): string {
  const lines = [`HTTP/1.1 ${status}`, `Content-Length: ${Buffer.byteLength(body)}`, ...headers];
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}

/** A multistatus of resources; a path with a slash at its end is a collection. */
export function multistatus(...hrefs: readonly string[]): string {
  const responses = hrefs.map((href) => {
    const type = href.endsWith("/") ? "<D:collection/>" : "";
    const length = href.endsWith("/") ? "" : "<D:getcontentlength>1</D:getcontentlength>";
    const properties = `<D:prop><D:resourcetype>${type}</D:resourcetype>${length}</D:prop>`;
    const found = `<D:propstat>${properties}<D:status>HTTP/1.1 200 OK</D:status></D:propstat>`;
    return `<D:response><D:href>${href}</D:href>${found}</D:response>`;
  });
  const document = `<?xml version="1.0"?><D:multistatus xmlns:D="DAV:">${responses.join("")}</D:multistatus>`;
  return answer("207 Multi-Status", document);
}

/** What a WebDAV server answers that has an empty directory `/` and stores whatever it is given. */
export function davReply({ method, target, waits }: Recorded): Reply {
  if (method === "PROPFIND") return target === "/" ? multistatus("/") : answer("404 Not Found");
  if (waits) return goOn;
  return method === "DELETE" || method === "MOVE" ? "HTTP/1.1 204 No Content\r\n\r\n" : answer("201 Created");
}
