import { givenCredentials } from "@holdfast/conformance";
import type { LocationSession } from "@holdfast/contract";
import { inspect } from "node:util";
import { createServer } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { body, calm, connectTo } from "./connecting.ts";
import { type FtpAnswer, ScriptedFtpServer } from "@holdfast/testservers/scripted-ftp";

const impatient = { timeouts: { connectMs: 5000, idleMs: 500 } };
const opened: { close(): Promise<void> }[] = [];
let server: ScriptedFtpServer;

async function sessionWith(answers: Readonly<Record<string, FtpAnswer>> = {}): Promise<LocationSession> {
  server = await ScriptedFtpServer.start(answers);
  opened.push({ close: () => server.stop() });
  const session = await connectTo(server, impatient);
  opened.unshift(session);
  return session;
}

afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

describe("a server that greets with", () => {
  test.each([
    ["a line without an end", "protocol", "220 ".padEnd(100_000, "x")],
    ["a reply without an end", "protocol", `220-${"x\r\n 220-".repeat(20_000)}`],
    ["preliminary replies without an end", "protocol", "120 wait\r\n".repeat(100)],
    ["421", "busy", "421 Too many connections (10)\r\n"],
    ["another protocol's version", "timeout", "SSH-2.0-OpenSSH_9.2\r\n"],
    ["nothing", "timeout", ""],
    ["a wish for TLS", "unsupported", "421 Sorry, cleartext sessions are not accepted on this server.\r\n"],
    ["an unexpected code", "protocol", "530 no\r\n"],
  ])("%s is given up as %s", async (_, code, greeting) => {
    server = await ScriptedFtpServer.start({}, greeting);
    opened.push({ close: () => server.stop() });
    const hurried = { timeouts: { connectMs: 1000, idleMs: 500 } };
    await expect(connectTo(server, hurried)).rejects.toMatchObject({ code });
  });
});

describe("a server that at the login", () => {
  test.each<[string, string, Record<string, FtpAnswer>]>([
    ["says 530", "unauthenticated", { PASS: () => "530 Login incorrect.\r\n" }],
    ["has too many users", "busy", { PASS: () => "530 Sorry, the maximum number of clients (5)\r\n" }],
    ["wants an account", "unauthenticated", { PASS: () => "332 account?\r\n" }],
    ["wants TLS", "unsupported", { USER: () => "530 Non-anonymous sessions must use encryption.\r\n" }],
    ["has no binary transfers", "unsupported", { TYPE: () => "504 no\r\n" }],
    ["tells no directory", "protocol", { PWD: () => "257 none\r\n" }],
    ["tells a relative directory", "protocol", { PWD: () => '257 "home" ok\r\n' }],
    ["tells a directory with a control character", "protocol", { PWD: () => '257 "/a\tb"\r\n' }],
  ])("%s is refused as %s", async (_, code, answers) => {
    await expect(sessionWith(answers)).rejects.toMatchObject({ code });
  });

  test("repeats the password does not get it into the error", async () => {
    const repeating = sessionWith({ PASS: (argument) => `530 wrong: ${argument}\r\n` });
    const error: unknown = await repeating.catch((refusal: unknown) => refusal);
    expect(error).toMatchObject({ code: "unauthenticated" });
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain("password\r");
    expect((error as Error).message).not.toMatch(/wrong: password/);
    expect((error as Error).message).toContain("wrong: ###");
  });
});

describe("replies", () => {
  test("that come byte by byte are read whole", async () => {
    const session = await sessionWith({
      SIZE: (_, each) => {
        for (const byte of Buffer.from("213 1234567")) each.say(Buffer.from([byte]));
        setTimeout(() => each.say("8"), 20);
        setTimeout(() => each.say("9\r\n"), 40);
        return "";
      },
      FEAT: () => "500 what?\r\n",
    });
    expect(await session.stat("file", calm)).toEqual({ kind: "file", size: 123_456_789 });
  });

  test.each<[string, FtpAnswer]>([
    ["no number", () => "213 many\r\n"],
    ["a number that no file has", () => "213 99999999999999999999\r\n"],
    ["a number below zero", () => "213 -1\r\n"],
  ])("to SIZE with %s are refused", async (_, size) => {
    const session = await sessionWith({ SIZE: size, FEAT: () => "500 what?\r\n" });
    await expect(session.stat("file", calm)).rejects.toMatchObject({ code: "protocol" });
  });

  test.each(["250-x\r\n size=1; x\r\n250 end\r\n", "250 fine\r\n", "250-x\r\n250 end\r\n"])(
    "to MLST without a type are refused: %j",
    async (reply) => {
      const session = await sessionWith({ MLST: () => reply });
      await expect(session.stat("file", calm)).rejects.toMatchObject({ code: "protocol" });
    },
  );

  test("that never end are given up", async () => {
    const session = await sessionWith({ DELE: () => `250-${"lines\r\n".repeat(20_000)}` });
    await expect(session.remove("file", calm)).rejects.toMatchObject({ code: "protocol" });
    await expect(session.remove("file", calm)).rejects.toMatchObject({ code: "protocol" });
  });

  test("that do not come are waited for no longer than idleMs", async () => {
    const session = await sessionWith({ DELE: () => "" });
    await expect(session.remove("file", calm)).rejects.toMatchObject({
      code: "timeout",
      retry: "new-session",
    });
  });

  test("of 421 in the middle mean that the session ends", async () => {
    const session = await sessionWith({ RNFR: () => "421 idle for too long\r\n" });
    await expect(session.rename("a", "b", calm)).rejects.toMatchObject({
      code: "connection-lost",
      retry: "new-session",
    });
  });
});

describe("data connections", () => {
  test("never go to another host than the control connection's, whatever PASV says", async () => {
    let strangers = 0;
    const other = createServer(() => (strangers += 1)).listen(0, "127.0.0.2");
    opened.push({ close: async () => void other.close() });
    const session = await sessionWith({
      EPSV: () => "500 what?\r\n",
      PASV: (_, { dataPort }) => `227 ok (127,0,0,2,${dataPort >> 8},${dataPort & 0xff})\r\n`,
    });
    await session.put("file", body(Buffer.from("x")), calm);
    expect(server.dataConnections).toBe(1);
    expect(strangers).toBe(0);
  });

  test.each<[string, Record<string, FtpAnswer>]>([
    ["EPSV without a port", { EPSV: () => "229 ok\r\n" }],
    ["EPSV with port 0", { EPSV: () => "229 ok (|||0|)\r\n" }],
    ["EPSV with port 65536", { EPSV: () => "229 ok (|||65536|)\r\n" }],
    ["PASV without a port", { EPSV: () => "502 no\r\n", PASV: () => "227 ok (127,0,0,1)\r\n" }],
    ["PASV with bytes above 255", { EPSV: () => "502 no\r\n", PASV: () => "227 ok (1,2,3,4,999,1)\r\n" }],
  ])("are refused for %s", async (_, answers) => {
    const session = await sessionWith(answers);
    const put = session.put("file", body(Buffer.from("x")), calm);
    await expect(put).rejects.toMatchObject({ code: "protocol" });
  });

  test("that nobody takes are told with their port", async () => {
    const session = await sessionWith({ EPSV: () => "229 ok (|||1|)\r\n" });
    const put = session.put("file", body(Buffer.from("x")), calm);
    await expect(put).rejects.toMatchObject({
      code: "unreachable",
      message: expect.stringMatching(/port 1\b/),
    });
  });
});

describe("a put", () => {
  test("whose size the server tells otherwise is corrupt, and what is there is removed", async () => {
    const session = await sessionWith({ SIZE: () => "213 2\r\n" });
    const put = session.put("file", body(Buffer.from("abc")), calm);
    await expect(put).rejects.toMatchObject({ code: "corrupt", retry: "same-session" });
    expect(server.received.toString()).toMatch(/DELE \/file\.part-[0-9a-f]{8}\r\n$/);
    expect(server.received.toString()).not.toContain("RNTO");
  });

  test("that the server refuses in the middle ends, although the server takes no more bytes", async () => {
    const session = await sessionWith({
      STOR: (_, each) => {
        setTimeout(() => each.say("452 full\r\n"), 50);
        return "150 here it comes\r\n";
      },
    });
    const put = session.put("file", body(Buffer.alloc(64 * 1024 * 1024)), calm);
    await expect(put).rejects.toMatchObject({ code: "no-space", retry: "never" });
  });

  test("that the server says it has without having it whole is not stored", async () => {
    const session = await sessionWith({ STOR: () => "226 done\r\n" });
    await expect(session.put("file", body(Buffer.alloc(3_000_000)), calm)).rejects.toMatchObject({
      code: expect.stringMatching(/corrupt|connection-lost/),
    });
  });
});

describe("a listing", () => {
  test("without an end is given up", { timeout: 60_000 }, async () => {
    const session = await sessionWith();
    server.content = Buffer.from("type=file;size=1; name\r\n".repeat(600_000));
    server.holdsData = true;
    const listed = Array.fromAsync(session.list("", calm));
    await expect(listed).rejects.toMatchObject({ code: "protocol" });
  });

  test("that stops is waited for no longer than idleMs", async () => {
    const session = await sessionWith();
    server.content = Buffer.from("type=file;size=1; name\r\n");
    server.holdsData = true;
    const listed = Array.fromAsync(session.list("", calm));
    await expect(listed).rejects.toMatchObject({ code: "timeout" });
  });

  test("gives only names that can be in a directory", async () => {
    const session = await sessionWith();
    const names = ["..", ".", "", "../x", "a/b", "a\\b", "bell\u0007", "fine", " outer ", "tab\t", "\u007f"];
    server.content = Buffer.concat([
      ...names.map((name) => Buffer.from(`type=file;size=5; ${name}\r\n`)),
      Buffer.from("type=file;size=5; "),
      Buffer.from([0x66, 0xff, 0x0d, 0x0a]),
      Buffer.from(`type=file;size=5; ${"x".repeat(20_000)}\r\n`),
      Buffer.from("modify=zzz;size=-1;TYPE=File; odd\nType=Dir; inner\r\nno facts\r\n type=file; space\r\n"),
      Buffer.from("type=file;size=7;modify=20240102030405.678; last"),
    ]);
    expect(await Array.fromAsync(session.list("", calm))).toEqual([
      { name: "fine", kind: "file", size: 5 },
      { name: " outer ", kind: "file", size: 5 },
      { name: "odd", kind: "file" },
      { name: "inner", kind: "directory" },
      { name: "last", kind: "file", size: 7, modified: new Date("2024-01-02T03:04:05.678Z") },
    ]);
  });
});

describe("a get", () => {
  test("of less than the server announced is corrupt", async () => {
    const session = await sessionWith({ SIZE: () => "213 100\r\n" });
    server.content = Buffer.alloc(50);
    const read = session.get("file", calm).then((stream) => Array.fromAsync(stream));
    await expect(read).rejects.toMatchObject({ code: "corrupt", retry: "same-session" });
  });

  test("gives no more than the server announced", async () => {
    const session = await sessionWith({ SIZE: () => "213 10\r\n" });
    server.content = Buffer.alloc(500_000, 1);
    const read = await Array.fromAsync((await session.get("file", calm)) as AsyncIterable<Buffer>);
    expect(Buffer.concat(read)).toHaveLength(10);
  });

  test("whose bytes stop is given up after idleMs", async () => {
    const session = await sessionWith({ SIZE: () => "213 100\r\n" });
    server.content = Buffer.alloc(50);
    server.holdsData = true;
    const read = session.get("file", calm).then((stream) => Array.fromAsync(stream));
    await expect(read).rejects.toMatchObject({ code: "timeout", retry: "new-session" });
  });
});

describe("what is sent", () => {
  const names = ["-rf", "'a' \"b\" `c` $(id); |&<>", "%0d%0aDELE x", "ü\u{1f4be}", "a*b[c]?", "\u2028"];

  test("names are sent literally, as absolute paths", async () => {
    const session = await sessionWith();
    for (const name of names) {
      server.received = Buffer.alloc(0);
      await session.rename(name, `${name}/x`, calm);
      expect(server.received.toString()).toBe(`RNFR /${name}\r\nRNTO /${name}/x\r\n`);
    }
  });

  test.each(["a\r\nDELE x", "a\nb", "a\u0000b"])(
    "the name %j is refused and nothing is sent",
    async (name) => {
      const session = await sessionWith();
      server.received = Buffer.alloc(0);
      await expect(session.remove(name, calm)).rejects.toMatchObject({
        code: "invalid-name",
        retry: "never",
      });
      await expect(session.put(name, body(Buffer.from("x")), calm)).rejects.toMatchObject({
        code: "invalid-name",
      });
      expect(server.received.toString()).not.toContain("DELE x");
    },
  );

  test.each(["canary\r\nDELE x", "canary\n", "canary\u0000"])(
    "the password %j is refused without a trace, and not sent",
    async (password) => {
      server = await ScriptedFtpServer.start();
      opened.push({ close: () => server.stop() });
      const credentials = givenCredentials({ password });
      const error: unknown = await connectTo(server, { credentials }).catch((refusal: unknown) => refusal);
      expect(error).toMatchObject({ code: "unauthenticated", retry: "never" });
      expect(inspect(error, { depth: 10, showHidden: true })).not.toContain("canary");
      expect(server.received.toString()).not.toMatch(/canary|DELE/);
    },
  );

  test("users and passwords with everything else are sent literally", async () => {
    server = await ScriptedFtpServer.start();
    opened.push({ close: () => server.stop() });
    const password = "-p '\"%0d%0a $x ü";
    const credentials = givenCredentials({ password });
    const session = await connectTo(server, { credentials }, { user: "-u %0a'" });
    await session.close();
    expect(server.received.toString()).toMatch(/^USER -u %0a'\r\n/);
    expect(server.received.toString()).toContain(`PASS ${password}\r\n`);
  });
});
