import type { ConnectContext, LocationSession } from "@holdfast/contract";
import type { Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { body, calm, connectTo } from "./connecting.ts";
import { endlessly } from "./hostile-peers.ts";
import {
  answer,
  davReply,
  goOn,
  multistatus,
  type Recorded,
  type Reply,
  type ScriptedServer,
  startScripted,
} from "./scripted-server.ts";

const impatient = { timeouts: { connectMs: 10_000, idleMs: 500 } };
const content = Buffer.from("content");
let server: ScriptedServer;

afterEach(() => server.stop());

/** A session with a WebDAV server that answers one method as told. */
async function sessionWith(
  method: string,
  reply: (request: Recorded, socket: Socket) => Reply,
  timeouts: Partial<ConnectContext> = {},
): Promise<LocationSession> {
  let connected = false;
  server = await startScripted((request, socket) =>
    connected && request.method === method ? reply(request, socket) : davReply(request),
  );
  const session = await connectTo(server, timeouts);
  connected = true;
  return session;
}

async function read(session: LocationSession, range: { offset?: number; length?: number } = {}) {
  const stream = await session.get("file", { ...calm, ...range });
  return Buffer.concat(await Array.fromAsync(stream as AsyncIterable<Buffer>));
}

describe("a hostile server that answers the first request with", () => {
  test.each<[string, (socket: Socket) => Reply, string]>([
    [
      "endless headers",
      (socket) => endlessly(socket, "HTTP/1.1 200 OK\r\n", "X-Header: value\r\n"),
      "protocol",
    ],
    [
      "an endless header",
      (socket) => endlessly(socket, "HTTP/1.1 200 OK\r\nX: ", "x".repeat(4096)),
      "protocol",
    ],
    [
      "endless interim answers",
      (socket) => endlessly(socket, "", "HTTP/1.1 100 Continue\r\n\r\n"),
      "protocol",
    ],
    ["endless hints", (socket) => endlessly(socket, "", "HTTP/1.1 103 Early Hints\r\n\r\n"), "protocol"],
    ["no HTTP", () => "220 ftp.example ready\r\n", "protocol"],
    ["two lengths", () => "HTTP/1.1 207 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx", "protocol"],
    ["a length that is no number", () => "HTTP/1.1 207 OK\r\nContent-Length: x\r\n\r\n", "protocol"],
    [
      "a switch of protocols",
      () => "HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
      "connection-lost",
    ],
    ["nothing", () => undefined, "timeout"],
    ["half a head", () => "HTTP/1.1 20", "timeout"],
    ["its end", (socket) => void socket.end(), "connection-lost"],
    ["XML that is none", () => answer("207 Multi-Status", "<html></html>"), "protocol"],
    [
      "a document type",
      () => answer("207 Multi-Status", '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'),
      "protocol",
    ],
    [
      "an endless tag",
      (socket) => endlessly(socket, "HTTP/1.1 207 OK\r\n\r\n<a b='", "x".repeat(4096)),
      "protocol",
    ],
    [
      "an endless depth",
      (socket) => endlessly(socket, "HTTP/1.1 207 OK\r\n\r\n", "<a>".repeat(100)),
      "protocol",
    ],
    ["a failure", () => answer("500 Oh no"), "unexpected"],
    ["service unavailable", () => answer("503 Later", "", ["Retry-After: 7"]), "busy"],
  ])("%s is given up", async (_, reply, code) => {
    server = await startScripted((__, socket) => reply(socket));
    const connected = connectTo(server, code === "timeout" ? impatient : {}, { directory: "a" });
    await expect(connected).rejects.toMatchObject({ code });
  });
});

test("an endless page that nobody reads is left", async () => {
  server = await startScripted(({ method }, socket) =>
    method === "HEAD" ? answer("404 No") : endlessly(socket, "HTTP/1.1 404 No\r\n\r\n", "<p>No</p>\n"),
  );
  const session = await connectTo(server);
  expect(session.capabilities).toMatchObject({ read: true, list: false });
  await session.close();
});

describe("a hostile server that lists", () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ["names that climb", ["/", "/..", "/%2e%2e", "/%2E./", "/fine"], ["fine"]],
    ["names with slashes", ["/", "/a%2fb", "/a%5cb", "/fine"], ["fine"]],
    ["names with control characters", ["/", "/a%0d%0ab", "/a%00", "/a%7f", "/fine"], ["fine"]],
    ["names that are no UTF-8", ["/", "/%ff%fe", "/fine"], ["fine"]],
    ["names of other directories", ["/", "/other/deep", "http://elsewhere.example/a/b/c", "/fine"], ["fine"]],
    ["whole URLs", ["http://anything.example/", "http://anything.example/fine"], ["fine"]],
    ["itself last", ["/fine", "/"], ["fine"]],
  ])("%s: only usable ones arrive", async (_, hrefs, expected) => {
    const session = await sessionWith("PROPFIND", () => multistatus(...hrefs));
    const names = await Array.fromAsync(session.list("", calm), ({ name }) => name);
    expect(names).toEqual(expected);
  });

  test.each<[string, (socket: Socket) => Reply]>([
    ["another directory", () => multistatus("/other/", "/other/file")],
    ["nothing at all", () => answer("207 OK", '<multistatus xmlns="DAV:"/>')],
    [
      "a response that never ends",
      (socket) =>
        endlessly(
          socket,
          'HTTP/1.1 207 OK\r\n\r\n<multistatus xmlns="DAV:"><response>',
          "<!-- -->".repeat(100),
        ),
    ],
    ["half of it", () => "HTTP/1.1 207 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<mult\r\n0\r\n\r\n"],
  ])("%s is given up", async (_, reply) => {
    const session = await sessionWith("PROPFIND", (__, socket) => reply(socket));
    await expect(Array.fromAsync(session.list("", calm))).rejects.toMatchObject({ code: "protocol" });
  });

  test("for ever does not fill the memory, and can be left", async () => {
    const entry = "<response><href>/x</href></response>".repeat(50);
    const session = await sessionWith("PROPFIND", (_, socket) =>
      endlessly(
        socket,
        'HTTP/1.1 207 OK\r\n\r\n<multistatus xmlns="DAV:"><response><href>/</href></response>',
        entry,
      ),
    );
    const before = process.memoryUsage().rss;
    let seen = 0;
    for await (const { name } of session.list("", calm)) {
      expect(name).toBe("x");
      seen += 1;
      if (seen === 100_000) break;
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
  });

  test("a directory that it calls empty and that is another's is not removed", async () => {
    const session = await sessionWith("PROPFIND", () => multistatus("/other/"));
    await expect(session.remove("directory", calm)).rejects.toMatchObject({ code: "protocol" });
    expect(server.requests.map(({ method }) => method)).not.toContain("DELETE");
  });

  test("names that nobody can have in a directory keep it from being removed", async () => {
    const session = await sessionWith("PROPFIND", () => multistatus("/directory/", "/directory/%00"));
    await expect(session.remove("directory", calm)).rejects.toMatchObject({ code: "already-exists" });
    expect(server.requests.map(({ method }) => method)).not.toContain("DELETE");
  });
});

describe("a hostile server that sends", () => {
  const range = (field: string, text: string) =>
    answer("206 Partial Content", text, [`Content-Range: ${field}`]);

  test.each<[string, Reply, string]>([
    [
      "fewer bytes than announced",
      "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\nshort",
      "timeout",
    ],
    ["no length", "HTTP/1.1 200 OK\r\n\r\nfile", "unsupported"],
    [
      "a broken chunk",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nfile\r\n0\r\n\r\n",
      "protocol",
    ],
    ["a range that nobody asked for", range("bytes 0-3/4", "file"), "unexpected"],
    ["a success without content", "HTTP/1.1 204 No Content\r\n\r\n", "unexpected"],
    ["another place", answer("302 Found", "", ["Location: http://127.0.0.1:1/file"]), "unsupported"],
  ])("%s is given up", async (_, reply, code) => {
    const session = await sessionWith("GET", () => reply, code === "timeout" ? impatient : {});
    await expect(read(session)).rejects.toMatchObject({ code });
  });

  test("an end in the middle is a lost connection", async () => {
    const session = await sessionWith("GET", (_, socket) => {
      socket.end("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort");
      return undefined;
    });
    await expect(read(session)).rejects.toMatchObject({ code: "connection-lost", retry: "new-session" });
  });

  test.each([
    ["another start", "bytes 3-5/9", "abc"],
    ["another end", "bytes 2-9/20", "abcdefgh"],
    ["less than there is", "bytes 2-3/20", "ab"],
    ["more than it announced", "bytes 2-4/20", "abcdef"],
    ["less than it announced", "bytes 2-4/20", "a"],
    ["nonsense", "pages 2-4", "abc"],
  ])("%s for a range is given up", async (_, field, text) => {
    const session = await sessionWith("GET", () => range(field, text));
    await expect(read(session, { offset: 2, length: 3 })).rejects.toMatchObject({ code: "protocol" });
  });

  test("fewer bytes of a range in chunks than it said is given up", async () => {
    const head = "HTTP/1.1 206 OK\r\nContent-Range: bytes 2-4/20\r\nTransfer-Encoding: chunked\r\n\r\n";
    const session = await sessionWith("GET", () => `${head}2\r\nab\r\n0\r\n\r\n`);
    await expect(read(session, { offset: 2, length: 3 })).rejects.toMatchObject({ code: "protocol" });
  });

  test("the whole file for a range gives the range", async () => {
    const session = await sessionWith("GET", () => answer("200 OK", "0123456789"));
    expect(String(await read(session, { offset: 2, length: 3 }))).toBe("234");
    expect(String(await read(session, { offset: 8 }))).toBe("89");
    expect(String(await read(session, { offset: 10 }))).toBe("");
  });

  test("compressed content is not touched", async () => {
    const session = await sessionWith("GET", () => answer("200 OK", "raw", ["Content-Encoding: gzip"]));
    expect(String(await read(session))).toBe("raw");
    expect(server.requests.at(-1)?.head).toContain("Accept-Encoding: identity");
  });
});

describe("a hostile server that is to store", () => {
  test.each<[string, Reply, string]>([
    ["and confirms before the content", answer("201 Created"), "protocol"],
    [
      "and sends the content elsewhere",
      answer("307 Temporary Redirect", "", ["Location: /other"]),
      "unsupported",
    ],
    ["and finds it too large", answer("413 Too Large"), "too-large"],
  ])("%s stores nothing", async (_, reply, code) => {
    const session = await sessionWith("PUT", () => reply);
    await expect(session.put("file", body(content), calm)).rejects.toMatchObject({ code });
    expect(server.requests.map(({ method }) => method)).not.toContain("MOVE");
    for (const request of server.requests.filter(({ method }) => method === "PUT"))
      expect(request.body).toHaveLength(0);
  });

  test("and promises only, stores nothing", async () => {
    const session = await sessionWith("PUT", ({ waits }) => (waits ? goOn : answer("202 Accepted")));
    await expect(session.put("file", body(content), calm)).rejects.toMatchObject({ code: "unexpected" });
    expect(server.requests.map(({ method }) => method)).not.toContain("MOVE");
  });

  test("and knows no Expect gets the content all the same, once it has waited or refused", async () => {
    for (const refuses of [true, false]) {
      const session = await sessionWith("PUT", ({ head, waits }) => {
        if (refuses && /^expect:/im.test(head)) return answer("417 Expectation Failed");
        return waits ? undefined : answer("201 Created");
      });
      const told: number[] = [];
      for (const name of ["one", "two"])
        await session.put(name, body(content), { ...calm, onProgress: (bytes) => told.push(bytes) });
      expect(told).toEqual([content.length, content.length]);
      const puts = server.requests.filter(({ method }) => method === "PUT");
      expect(puts.at(-1)?.head).not.toMatch(/^expect:/im);
      expect(puts.at(-1)?.body).toEqual(content);
      await session.close();
      await server.stop();
    }
    server = await startScripted(() => undefined);
  });
});
