import { debianProgram, describeWith, isMissing, makeKeyPair } from "@holdfast/testservers";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { askingLine } from "../src/offers.ts";
import { body, calm, connectTo } from "./connecting.ts";
import { type Answer, type ScriptedServer, startScriptedServer } from "./scripted-server.ts";

async function start() {
  const keygen = await debianProgram("ssh-keygen");
  if (isMissing(keygen)) return keygen;
  const hostKey = await makeKeyPair(keygen, "ed25519");
  const root = await mkdtemp(join(tmpdir(), "holdfast-scp-recording-"));
  const servers: ScriptedServer[] = [];
  return {
    user: "backup",
    identity: await makeKeyPair(keygen, "ed25519"),
    hostKeys: { ed25519: hostKey },
    /** A server whose shell works in a directory of its own. */
    serve: async (answer?: Answer) => {
      const directory = await mkdtemp(join(root, "home-"));
      const options = { hostKey: hostKey.privateKey, directory };
      const server = await startScriptedServer(answer === undefined ? options : { ...options, answer });
      servers.push(server);
      return { ...server, directory };
    },
    stop: async () => {
      for (const server of servers) server.stop();
      await rm(root, { recursive: true });
    },
  };
}

const preamble = "exec sh -c 'LC_ALL=C; export LC_ALL; umask 077; ";

await describeWith({ describe, test, afterAll }, "ssh-keygen", start, (given) => {
  test("exactly these command lines are sent", async () => {
    const server = await given.serve();
    const session = await connectTo({ ...given, ...server }, {}, { directory: "/~/it's" });
    await session.put("a b", body(Buffer.from("content")), calm);
    await Array.fromAsync(await session.get("a b", calm));
    await Array.fromAsync(await session.get("a b", { ...calm, offset: 2, length: 3 }));
    await session.stat("a b", calm);
    await Array.fromAsync(session.list("", calm));
    await session.rename("a b", "-rf", calm);
    await session.remove("-rf", calm);
    await session.freeSpace(calm);
    await session.close();
    const partial = expect.stringMatching(/^'\.\/it'\\''s\/a b\.part-[0-9a-f]{8}'$/);
    const [asked, stored, fetched, ...others] = server.commandLines;
    expect(asked).toBe(askingLine);
    const words = (line = ""): readonly string[] =>
      line.slice(line.indexOf("' sh ") + "' sh ".length).split(/ (?='\.)/);
    expect(words(stored)).toEqual([`'./it'\\''s'`, partial, `'./it'\\''s/a b'`]);
    expect(fetched).toBe(`scp -f './it'\\''s/a b'`);
    expect(others.map((line) => line.startsWith(preamble))).toEqual(others.map(() => true));
    expect(others.map((line) => line.slice(line.indexOf("' sh ") + "' sh ".length))).toEqual([
      `'./it'\\''s/a b' '3' '3'`,
      `'./it'\\''s/a b'`,
      `'./it'\\''s'`,
      `'./it'\\''s/a b' './it'\\''s/-rf'`,
      `'./it'\\''s/-rf'`,
      `'./it'\\''s'`,
    ]);
  });

  test.each([
    "$(touch injected)",
    "`touch injected`",
    "; touch injected #",
    "' ; touch injected ; '",
    '" ; touch injected ; "',
    "| touch injected",
    "& touch injected",
    "> injected",
    "-rf",
    "--",
    "-oProxyCommand=touch injected",
    "*",
    "~root",
    "%0d%0atouch injected",
    "host:injected",
    "[a-z]",
    "!!",
    "{a,b}",
    "=",
    "(",
  ])("a name such as %j is stored under itself, and nothing else happens", async (name) => {
    const server = await given.serve();
    const place = { directory: `/~/${encodeURIComponent(name)}` };
    const session = await connectTo({ ...given, ...server }, {}, place);
    const content = Buffer.from("content");
    await session.put(name, body(content), calm);
    expect(await readFile(join(server.directory, name, name))).toEqual(content);
    expect(await session.stat(name, calm)).toEqual({ kind: "file", size: content.length });
    expect(Buffer.concat(await Array.fromAsync(await session.get(name, calm)))).toEqual(content);
    const part = await session.get(name, { ...calm, offset: 3 });
    expect(Buffer.concat(await Array.fromAsync(part)).toString()).toBe("tent");
    expect(await Array.fromAsync(session.list("", calm))).toEqual([{ name, kind: "file" }]);
    await session.rename(name, `${name}2`, calm);
    await session.remove(`${name}2`, calm);
    await session.close();
    expect(await readdir(server.directory, { recursive: true })).toEqual([name]);
  });

  test("a login shell that prints text is not used, and that is said", async () => {
    const server = await given.serve((line, channel) => {
      if (line !== askingLine) return false;
      channel.write("Welcome\u001b[31m to fw-01\n");
      return false;
    });
    const told: string[] = [];
    const log = { debug: () => {}, info: () => {}, warn: (text: string) => void told.push(text) };
    await expect(connectTo({ ...given, ...server }, { log })).rejects.toMatchObject({
      code: "unsupported",
      retry: "never",
      message: expect.stringContaining("a POSIX shell that prints nothing by itself"),
    });
    expect(told).toEqual([expect.stringMatching(/its shell said “Welcome \[31m to fw-01 /)]);
  });

  test("a server without scp is told what is missing", async () => {
    const server = await given.serve((line, channel) => {
      if (line !== askingLine) return false;
      channel.write(`it's $HOME "\\" \`id\` %s * !\nmkdir\nmv\nrm\n`);
      channel.exit(0);
      channel.end();
      return true;
    });
    await expect(connectTo({ ...given, ...server })).rejects.toMatchObject({ code: "unsupported" });
    expect(server.commandLines).toEqual([askingLine]);
  });

  test("without tail and head parts of files cannot be had, and everything else can", async () => {
    const server = await given.serve((line, channel) => {
      if (line !== askingLine) return false;
      channel.write(`it's $HOME "\\" \`id\` %s * !\nscp\nmkdir\nmv\nrm\nrmdir\nls\ndf\ndirname\n`);
      channel.exit(0);
      channel.end();
      return true;
    });
    const session = await connectTo({ ...given, ...server }, {}, { directory: "/~/x" });
    expect(session.capabilities).toMatchObject({ readFromOffset: false, read: true, list: true });
    await session.put("file", body(Buffer.from("content")), calm);
    await expect(session.get("file", { ...calm, offset: 1 })).rejects.toMatchObject({ code: "unsupported" });
    expect(await session.stat("file", calm)).toEqual({ kind: "file", size: 7 });
    await session.close();
  });

  test.each([
    ["an answer that no scp gives", "\u0007", "protocol"],
    ["an error without end", `\u0001${"x".repeat(100_000)}`, "protocol"],
    ["an error", "\u0001scp: x: No space left on device\n", "no-space"],
    ["a fatal error with control characters", "\u0002scp: \u001b[31m\n", "unexpected"],
    ["its end", "", "unexpected"],
  ])("a put that is answered with %s rejects", async (_, answer, code) => {
    const server = await given.serve((line, channel) => {
      if (!line.includes("scp -t")) return false;
      channel.write(answer);
      channel.exit(1);
      channel.end();
      return true;
    });
    const session = await connectTo({ ...given, ...server });
    const error = await session.put("x", body(Buffer.from("x")), calm).then(
      () => undefined,
      (reason: Error) => reason,
    );
    expect(error).toMatchObject({ code });
    expect(error?.message).not.toMatch(/\p{Cc}/u);
    expect(error?.message.length).toBeLessThan(500);
    await session.close();
  });

  test.each([
    ["a header that is none", "C0644 five x\n", "protocol"],
    ["a directory", "D0755 0 x\n", "protocol"],
    ["agreement instead of a header", "\0", "protocol"],
    ["a header without end", `C0644 ${"5".repeat(100_000)}`, "protocol"],
    ["a size that no file has", "C0644 9007199254740993 x\n", "protocol"],
    ["too few bytes", "C0644 5 x\nab", "corrupt"],
    ["an error after the bytes", "C0644 2 x\nab\u0001scp: x: Input/output error\n", "corrupt"],
    ["something else after the bytes", "C0644 2 x\nab!", "protocol"],
  ])("a get that is answered with %s rejects", async (_, answer, code) => {
    const server = await given.serve((line, channel) => {
      if (!line.startsWith("scp -f")) return false;
      channel.write(answer);
      channel.exit(0);
      channel.end();
      return true;
    });
    const session = await connectTo({ ...given, ...server });
    const read = async (): Promise<unknown> => Array.fromAsync(await session.get("x", calm));
    await expect(read()).rejects.toMatchObject({ code });
    await session.close();
  });

  test("a directory in the place of a file is left alone, and told", async () => {
    const server = await given.serve();
    await mkdir(join(server.directory, "x/file"), { recursive: true });
    const session = await connectTo({ ...given, ...server }, {}, { directory: "/~/x" });
    const expected = { code: "already-exists", retry: "never" };
    await expect(session.put("file", body(Buffer.from("x")), calm)).rejects.toMatchObject(expected);
    await session.put("other", body(Buffer.from("x")), calm);
    await expect(session.rename("other", "file", calm)).rejects.toMatchObject(expected);
    expect((await readdir(join(server.directory, "x"), { recursive: true })).toSorted()).toEqual([
      "file",
      "other",
    ]);
    await session.close();
  });
});
