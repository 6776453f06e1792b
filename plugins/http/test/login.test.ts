import { givenCredentials } from "@holdfast/conformance";
import type { LocationError } from "@holdfast/contract";
import { describeWith } from "@holdfast/testservers";
import { startApache } from "@holdfast/testservers/apache";
import { startNginx } from "@holdfast/testservers/nginx";
import { inspect } from "node:util";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { body, calm, connectTo, only } from "./connecting.ts";
import {
  answer,
  davReply,
  type Recorded,
  type Reply,
  type ScriptedServer,
  startScripted,
} from "./scripted-server.ts";

const content = Buffer.from("content");
let server: ScriptedServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

/** A WebDAV server that asks for a login, and takes any, unless told otherwise. */
async function startAsking(challenge: string, accepts: (request: Recorded) => boolean = () => true) {
  const ask = answer("401 Who", "", [`WWW-Authenticate: ${challenge}`]);
  server = await startScripted((request): Reply => {
    return request.head.includes("\r\nAuthorization: ") && accepts(request) ? davReply(request) : ask;
  });
  return server;
}

function authorizationOf({ head }: Recorded): string | undefined {
  return /^Authorization: (.*)$/m.exec(head)?.[1];
}

/** What an error shows to anybody who prints it. */
function shown(error: Error): string {
  return `${error.message}\n${error.stack}\n${inspect(error, { depth: 10, showHidden: true })}`;
}

describe("a password", () => {
  test("is not sent before the server has asked, and the content not before it has agreed", async () => {
    const asking = await startAsking('Basic realm="x"');
    const session = await connectTo({ ...asking, user: "holdfast", password: "Canary" });
    await session.put("file", body(content), calm);
    const [first, ...others] = asking.requests;
    expect(authorizationOf(first!)).toBeUndefined();
    const basic = `Basic ${Buffer.from("holdfast:Canary").toString("base64")}`;
    expect(others.map(authorizationOf)).toEqual(others.map(() => basic));
    await session.close();
  });

  test("that is refused in the middle of a session costs no content", async () => {
    let revoked = false;
    const asking = await startAsking('Basic realm="x"', () => !revoked);
    const session = await connectTo({ ...asking, user: "holdfast", password: "Canary" });
    revoked = true;
    const put = session.put("file", body(Buffer.alloc(1024 * 1024)), calm);
    await expect(put).rejects.toMatchObject({ code: "unauthenticated", retry: "never" });
    expect(asking.requests.every((request) => request.body.length < 1000)).toBe(true);
    await session.close();
  });

  test("is asked for once, and a token before it", async () => {
    const asking = await startAsking('Digest realm="x", nonce="n", qop="auth", algorithm=MD5');
    const asked: string[] = [];
    const given = givenCredentials({ password: "Canary" });
    const credentials = {
      ...given,
      password: () => (asked.push("password"), given.password()),
      token: () => (asked.push("token"), given.token()),
    };
    const session = await connectTo({ ...asking, user: "holdfast" }, { credentials });
    await session.put("file", body(content), calm);
    expect(asked).toEqual(["token", "password"]);
    await session.close();
  });

  test.each(['a"b\\', "a\r\nX: y", "pass:word", "%0d%0a", "-x", "\u0000", "pässwörd €"])(
    "of %j arrives literally or not at all, with Basic and Digest",
    async (password) => {
      for (const challenge of ['Basic realm="x"', 'Digest realm="x", nonce="n", qop="auth"']) {
        const asking = await startAsking(challenge);
        const session = await connectTo({ ...asking, user: "holdfast", password });
        const heads = asking.requests.map(({ head }) => head);
        for (const head of heads) expect(head).toMatch(/^[ -~]+(\r\n[A-Za-z-]+: [ -~]+)+$/);
        const sent = authorizationOf(asking.requests.at(-1)!)!;
        if (sent.startsWith("Basic "))
          expect(Buffer.from(sent.slice(6), "base64").toString()).toBe(`holdfast:${password}`);
        await session.close();
        await asking.stop();
      }
      server = undefined;
    },
  );

  test.each(["'; x", "$(id)", "-o", "%0d%0a", 'a"b', "a\\b", "ü€"])(
    "for the user %s arrives with just that user",
    async (user) => {
      const asking = await startAsking('Digest realm="x", nonce="n", qop="auth"');
      const session = await connectTo({ ...asking, user, password: "Canary" });
      const sent = authorizationOf(asking.requests.at(-1)!)!;
      const [, quoted = ""] = /username="((?:[^"\\]|\\.)*)"/.exec(sent) ?? [];
      expect(Buffer.from(quoted.replace(/\\(.)/g, "$1"), "latin1").toString("utf8")).toBe(user);
      await session.close();
    },
  );
});

describe("a login", () => {
  test.each([
    ["that nobody gave", 'Basic realm="x"', {}, /no user and password or token were given/],
    ["with a token that is none", 'Bearer realm="x"', { token: "canary token\r\n" }, /characters/],
    ["with a token that is refused", 'Bearer realm="x"', { token: "canary" }, /refused the token/],
    ["of a kind that is not known", "Negotiate", { password: "canary" }, /offers negotiate/],
    ["of no kind", "", { password: "canary" }, /offers nothing/],
    ["with Digest that cannot be answered", 'Digest realm="x", nonce="n"', { password: "canary" }, /Digest/],
  ])("%s is refused, and shows nothing", async (_, challenge, credentials, message) => {
    const asking = await startAsking(challenge, () => false);
    const error = await connectTo({ ...asking, user: "holdfast" }, only(credentials)).catch(
      (refusal: LocationError) => refusal,
    );
    expect(error).toMatchObject({
      code: "unauthenticated",
      retry: "never",
      message: expect.stringMatching(message),
    });
    expect(shown(error as LocationError)).not.toMatch(/canary/);
  });

  test("with Basic and a colon in the user's name is refused before anything is sent", async () => {
    const asking = await startAsking('Basic realm="x"');
    const attempt = connectTo({ ...asking, user: "a:b", password: "canary" });
    await expect(attempt).rejects.toMatchObject({ code: "unauthenticated", message: /colon/ });
    expect(asking.requests.map(authorizationOf)).toEqual([undefined]);
  });

  test("with Digest takes a new nonce when the old one is stale, and only then tries again", async () => {
    let nonce = "one";
    server = await startScripted((request) => {
      const sent = authorizationOf(request) ?? "";
      if (sent.includes(`nonce="${nonce}"`)) return davReply(request);
      const stale = sent === "" ? "" : ", stale=true";
      return answer("401 Who", "", [
        `WWW-Authenticate: Digest realm="x", qop="auth", nonce="${nonce}"${stale}`,
      ]);
    });
    const session = await connectTo({ ...server, user: "holdfast", password: "canary" });
    nonce = "two";
    await Promise.all(["a", "b", "c"].map((name) => session.put(name, body(content), calm)));
    expect(authorizationOf(server.requests.at(-1)!)).toContain('nonce="two"');
    await session.close();
  });

  test("with Digest whose nonce is stale for ever is given up", async () => {
    let count = 0;
    const asking = await startScripted(() => {
      count += 1;
      return answer("401 Who", "", [
        `WWW-Authenticate: Digest realm="x", qop="auth", nonce="${count}", stale=true`,
      ]);
    });
    server = asking;
    const attempt = connectTo({ ...asking, user: "holdfast", password: "canary" });
    await expect(attempt).rejects.toMatchObject({ code: "protocol", retry: "never" });
    expect(count).toBeLessThan(20);
  });

  test("that was given and is not asked for is not sent", async () => {
    server = await startScripted(davReply);
    const session = await connectTo({ ...server, user: "holdfast", password: "canary" });
    await session.put("file", body(content), calm);
    expect(server.requests.map(authorizationOf).every((sent) => sent === undefined)).toBe(true);
    await session.close();
  });
});

await describeWith(
  { describe, test, afterAll },
  "nginx",
  () => startNginx({ authentication: "none" }),
  (open) => {
    test("a server that wants no login gets none", async () => {
      const session = await connectTo({ port: open.port }, {}, { directory: "open" });
      await session.put("file", body(content), calm);
      expect(await session.stat("file", calm)).toMatchObject({ size: content.length });
      await session.close();
    });
  },
);

await describeWith(
  { describe, test, afterAll },
  "apache",
  () => startApache({ authentication: "digest", config: ["AuthDigestNonceLifetime 1"] }),
  (digest) => {
    test("a session outlives its Digest nonces", async () => {
      const session = await connectTo(digest, {}, { directory: "nonces" });
      for (let round = 0; round < 3; round += 1) {
        await session.put(`file-${round}`, body(content), calm);
        await new Promise((resolve) => setTimeout(resolve, 1200));
      }
      expect((await Array.fromAsync(session.list("", calm))).length).toBe(3);
      await session.close();
    });
  },
);
