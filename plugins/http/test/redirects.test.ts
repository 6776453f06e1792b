import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { calm, connectTo } from "./connecting.ts";
import { answer, davReply, multistatus, type ScriptedServer, startScripted } from "./scripted-server.ts";

const login = { user: "holdfast", password: "Canary-1!" };
let elsewhere: ScriptedServer;
let server: ScriptedServer;

beforeEach(async () => {
  elsewhere = await startScripted(() => answer("200 OK"));
});
afterEach(async () => {
  await server.stop();
  await elsewhere.stop();
});

/** A server that wants a login, then sends every request on. */
async function startRedirecting(status: number, location: (target: string) => string): Promise<void> {
  server = await startScripted(({ target, head }) => {
    if (!head.includes("Authorization: "))
      return answer("401 Who", "", ['WWW-Authenticate: Basic realm="x"']);
    return answer(`${status} Go`, "", [`Location: ${location(target)}`]);
  });
}

describe.each([301, 302, 303, 307, 308])("a redirect with %d", (status) => {
  test.each([
    ["to another port", () => `http://127.0.0.1:${elsewhere.port}/`],
    ["to another host", () => `http://localhost:${elsewhere.port}/`],
    ["to another host without a scheme", () => `//localhost:${elsewhere.port}/`],
    ["to another host with a user", () => `http://127.0.0.1:80@localhost:${elsewhere.port}/`],
    ["to another scheme", () => `https://127.0.0.1:${elsewhere.port}/`],
    ["to a file", () => "file:///etc/passwd"],
    ["to nowhere", () => "http://"],
  ])("%s is refused, and nothing is sent there", async (_, location) => {
    await startRedirecting(status, location);
    const error: Error = await connectTo({ ...server, ...login }).then(
      () => new Error("connected"),
      (refusal: Error) => refusal,
    );
    expect(error).toMatchObject({ code: "unsupported", retry: "never" });
    expect(error.message).not.toContain("Canary");
    expect(elsewhere.connections()).toBe(0);
  });
});

test.each([
  ["to itself", (target: string) => target],
  ["onwards for ever", (target: string) => `${target}x/`],
])("redirects %s are given up", async (_, location) => {
  await startRedirecting(307, location);
  await expect(connectTo({ ...server, ...login })).rejects.toMatchObject({
    code: "protocol",
    retry: "never",
  });
  expect(server.requests.length).toBeLessThan(20);
});

test("a redirect of a reading request on the same server is followed, with the login", async () => {
  server = await startScripted(({ method, target, head }) => {
    if (!head.includes("Authorization: "))
      return answer("401 Who", "", ['WWW-Authenticate: Basic realm="x"']);
    if (target.startsWith("/old/"))
      return answer("308 Moved", "", [`Location: ${target.replace("old", "new")}`]);
    return method === "GET" ? answer("200 OK", "content") : multistatus("/new/", "/new/file");
  });
  const session = await connectTo({ ...server, ...login }, {}, { directory: "old" });
  expect(await Array.fromAsync(session.list("", calm), ({ name }) => name)).toEqual(["file"]);
  const stream = await session.get("file", calm);
  expect(String(Buffer.concat(await Array.fromAsync(stream as AsyncIterable<Buffer>)))).toBe("content");
  await session.close();
});

test("a redirect of a writing request is refused, and the content stays here", async () => {
  server = await startScripted((request) =>
    request.method === "PUT"
      ? answer("307 Go", "", [`Location: http://127.0.0.1:${elsewhere.port}/`])
      : davReply(request),
  );
  const session = await connectTo(server);
  const put = session.put("file", { size: 7, chunks: [Buffer.from("content")] }, calm);
  await expect(put).rejects.toMatchObject({
    code: "unsupported",
    message: expect.stringContaining("redirects PUT"),
  });
  expect(elsewhere.connections()).toBe(0);
  await session.close();
});
