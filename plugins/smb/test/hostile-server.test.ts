import { isLocationError, Secret } from "@holdfast/contract";
import {
  connectSmb,
  type SmbClient,
  type SmbFile,
  SmbStatusError,
  type SmbTree,
} from "@holdfast/location-smb/client";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { der } from "../src/protocol/der.ts";
import { command } from "../src/protocol/header.ts";
import {
  answer,
  body,
  challengeAnswer,
  createAnswer,
  friendly,
  negotiateAnswer,
  readAnswer,
  type Script,
  type ScriptedServer,
  scriptedServer,
} from "./scripted-server.ts";

const guest = { guest: true, signing: "preferred" } as const;
const login = { user: "user", domain: "", password: new Secret("password") };

async function open(
  { stream }: ScriptedServer,
  idleMs = 1000,
): Promise<{ client: SmbClient; tree: SmbTree }> {
  const client = await connectSmb(stream, { server: "server", login, policy: guest, idleMs });
  return { client, tree: await client.connectTree("share") };
}

async function openFile(script: Script, idleMs?: number): Promise<{ client: SmbClient; file: SmbFile }> {
  const server = scriptedServer(
    (request) =>
      script(request) ?? (request.command === command.CREATE ? createAnswer(request, 100) : undefined),
  );
  const { client, tree } = await open(server, idleMs);
  return { client, file: await tree.open("file", "file", "read") };
}

const only =
  (wanted: number, script: Script): Script =>
  (request) =>
    request.command === wanted ? script(request) : undefined;

test("a friendly server is used as usual", async () => {
  const { client, file } = await openFile(
    only(command.READ, (request) => readAnswer(request, Buffer.from("content"))),
  );
  expect(file.info).toMatchObject({ kind: "file", size: 100 });
  expect(await file.read(0, 7)).toEqual(Buffer.from("content"));
  expect(client.dialect).toBe("2.1");
  expect(client.protection).toBeUndefined();
});

describe("a server that answers NEGOTIATE", () => {
  test.each<[string, Script, string]>([
    ["with another dialect", (r) => answer(r, body(65, 64, [2, "01000203"])), "protocol"],
    ["with a dialect of SMB 1", (r) => answer(r, body(65, 64, [2, "0100ff02"])), "protocol"],
    ["with 3.1.1 and no contexts", (r) => answer(r, body(65, 64, [2, "01001103"])), "protocol"],
    ["with sizes of nothing", (r) => answer(r, body(65, 64, [2, "01001002"])), "protocol"],
    [
      "with a context outside",
      (r) => answer(r, body(65, 64, [2, "010011030100"], [60, "ffffffff"])),
      "protocol",
    ],
    ["too briefly", (r) => answer(r, body(65, 20)), "protocol"],
    ["with another command", (r) => answer(r, body(65, 64), { command: command.ECHO }), "protocol"],
    ["with a request", (r) => answer(r, body(65, 64), { flags: 0 }), "protocol"],
    ["with a refusal", (r) => answer(r, body(9, 9), { status: 0xc00000bb }), "unsupported"],
    ["to another message", (r) => answer(r, body(65, 64), { messageId: 5n }), "protocol"],
    ["in SMB 1", () => Buffer.concat([Buffer.from("ff534d42", "hex"), Buffer.alloc(60)]), "protocol"],
    ["encrypted", () => Buffer.concat([Buffer.from("fd534d42", "hex"), Buffer.alloc(60)]), "protocol"],
  ])("%s is refused", async (_, script, code) => {
    await expect(open(scriptedServer(only(command.NEGOTIATE, script)))).rejects.toMatchObject({ code });
  });

  test("with Kerberos only is told as that", async () => {
    const kerberos = der(0x06, Buffer.from("2a864886f712010202", "hex"));
    const spnego = der(0x06, Buffer.from("2b0601050502", "hex"));
    const hint = der(0x60, spnego, der(0xa0, der(0x30, der(0xa0, der(0x30, kerberos)))));
    const script = only(command.NEGOTIATE, (request) => {
      const message = negotiateAnswer(request);
      message.writeUInt16LE(message.length, 64 + 56);
      message.writeUInt16LE(hint.length, 64 + 58);
      return Buffer.concat([message, hint]);
    });
    await expect(open(scriptedServer(script))).rejects.toMatchObject({
      code: "unsupported",
      message: expect.stringMatching(/Kerberos only.*allow NTLMv2/),
    });
  });

  test("with text is told from a lost connection", async () => {
    const server = scriptedServer(() => []);
    const attempt = open(server);
    server.send(Buffer.from("220 ready\r\n"));
    await expect(attempt).rejects.toMatchObject({ code: "protocol", message: /does not speak SMB/ });
  });
});

describe("a server that answers SESSION_SETUP", () => {
  const setup = (first: Script, last: Script): Script =>
    only(command.SESSION_SETUP, (request) => (request.messageId === 1n ? first(request) : last(request)));

  test.each<[string, Script]>([
    ["with success at once", (r) => answer(r, body(9, 8))],
    ["without a token", (r) => answer(r, body(9, 8), { status: 0xc0000016 })],
    [
      "with noise as a token",
      (r) =>
        answer(r, Buffer.concat([body(9, 8, [4, "48000800"]), Buffer.alloc(8, 0xa1)]), {
          status: 0xc0000016,
        }),
    ],
    ["with a token outside", (r) => answer(r, body(9, 8, [4, "4800ffff"]), { status: 0xc0000016 })],
  ])("%s is refused", async (_, first) => {
    await expect(open(scriptedServer(setup(first, () => undefined)))).rejects.toMatchObject({
      code: "protocol",
    });
  });

  test("with challenges for ever is refused", async () => {
    await expect(open(scriptedServer(setup(challengeAnswer, challengeAnswer)))).rejects.toMatchObject({
      code: "protocol",
    });
  });

  test("with a session that it cannot sign is refused", async () => {
    const last: Script = (request) => answer(request, body(9, 8), { flags: 1 | 8 });
    await expect(open(scriptedServer(setup(challengeAnswer, last)))).rejects.toMatchObject({
      code: "corrupt",
    });
  });

  test("with a refusal is told by its status", async () => {
    const last: Script = (request) => answer(request, body(9, 9), { status: 0xc000006d });
    const attempt = open(scriptedServer(setup(challengeAnswer, last)));
    await expect(attempt).rejects.toEqual(new SmbStatusError(0xc000006d));
  });
});

describe("a hostile server", () => {
  test.each<[string, Script]>([
    ["more data than was asked for", (r) => readAnswer(r, Buffer.alloc(11))],
    ["no data where there must be some", (r) => readAnswer(r, Buffer.alloc(0))],
    ["data that is cut", (r) => readAnswer(r, Buffer.alloc(5), 10)],
    ["another kind of answer", (r) => answer(r, body(60, 60))],
    ["an answer to nothing", (r) => readAnswer({ ...r, messageId: r.messageId + 1n }, Buffer.alloc(10))],
    ["an answer to another command", (r) => answer(r, body(4, 4), { command: command.ECHO })],
    ["a message without an end", () => Buffer.alloc(10, 0xfe)],
    ["a compound that points outside", (r) => answer(r, body(17, 16), { nextCommand: 4096 })],
    ["a compound that points backwards", (r) => answer(r, body(17, 16), { nextCommand: 8 })],
    ["an interim answer that is none", (r) => answer(r, body(9, 9), { status: 0x103 })],
    [
      "interim answers for ever",
      (r) => Array.from({ length: 3 }, () => answer(r, body(9, 9), { status: 0x103, flags: 3 })),
    ],
  ])("that answers with %s is given up", async (_, script) => {
    const { client, file } = await openFile(only(command.READ, script));
    await expect(file.read(0, 10)).rejects.toMatchObject({ code: "protocol" });
    expect(await client.ended).toMatchObject({ code: "protocol" });
    await expect(file.read(0, 10)).rejects.toMatchObject({ code: "protocol" });
  });

  test("that answers twice is given up", async () => {
    const { client, file } = await openFile(
      only(command.READ, (request) => [
        readAnswer(request, Buffer.alloc(10)),
        readAnswer(request, Buffer.alloc(10)),
      ]),
    );
    await file.read(0, 10);
    expect(await client.ended).toMatchObject({ code: "protocol" });
  });

  test("that sends a frame of 16 MiB gets no memory for it", async () => {
    const server = scriptedServer(() => undefined);
    const { client } = await open(server);
    server.send(Buffer.from("00ffffff", "hex"));
    expect(await client.ended).toMatchObject({ code: "protocol" });
  });

  test("that takes the credits away is given up, and not waited for", async () => {
    const { file } = await openFile(
      only(command.READ, (request) => answer(request, body(9, 9), { status: 0xc0000022, credits: 0 })),
    );
    const reads = await Promise.allSettled(Array.from({ length: 600 }, () => file.read(0, 10)));
    const codes = reads.map((each) =>
      each.status === "rejected" ? (each.reason as { code?: string }).code : "read",
    );
    expect(codes.at(-1)).toBe("protocol");
  });

  test("that does not answer is given up, also when it answers others", async () => {
    const { client, file } = await openFile(
      only(command.READ, () => []),
      100,
    );
    for (const read of [file.read(0, 10), file.read(10, 10)]) {
      await expect(read).rejects.toMatchObject({ code: "timeout", retry: "new-session" });
    }
    expect(await client.ended).toMatchObject({ code: "timeout" });
  });

  test("that lists nothing for ever is given up", async () => {
    const { file } = await openFile(only(command.QUERY_DIRECTORY, (request) => answer(request, body(9, 8))));
    await expect(file.queryDirectory()).rejects.toMatchObject({ code: "protocol" });
  });

  test("that says a write was shorter is not believed to have written all", async () => {
    const { file } = await openFile(
      only(command.WRITE, (request) => answer(request, body(17, 16, [4, "01000000"]))),
    );
    await expect(file.write(0, [Buffer.alloc(10)])).rejects.toMatchObject({ code: "protocol" });
  });

  test("may answer in any order, in compounds, and after an interim answer", async () => {
    const due: Buffer[] = [];
    const { file } = await openFile(
      only(command.READ, (request) => {
        const data = Buffer.from(String(request.message.readBigUInt64LE(64 + 8)).padStart(8, "0"));
        const interim = answer(request, body(9, 16), { status: 0x103, flags: 3, credits: 1 });
        due.push(readAnswer(request, data));
        if (due.length < 3) return interim;
        const compound = due.toReversed().map((message, index) => {
          message.writeUInt32LE(index === 2 ? 0 : message.length, 20);
          message.writeUInt16LE(0, 14);
          return message;
        });
        return [interim, Buffer.concat(compound)];
      }),
    );
    const reads = await Promise.all([10, 20, 30].map((offset) => file.read(offset, 8)));
    expect(reads.map(String)).toEqual(["00000010", "00000020", "00000030"]);
  });

  test("may send a notification that nobody asked for", async () => {
    const { client } = await openFile(
      only(command.ECHO, (request) => [
        answer(request, body(24, 24), { command: 0x12, messageId: 0xffff_ffff_ffff_ffffn, credits: 0 }),
        answer(request, body(4, 4)),
      ]),
    );
    await client.echo();
  });
});

test("a fuzzed server never hangs and always ends in a typed error", { timeout: 120_000 }, async () => {
  const mutation = fc.record({
    /** Which of its answers is altered. */
    index: fc.nat(7),
    at: fc.nat(200),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 6 }),
    cut: fc.option(fc.nat(120)),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 3 }), async (mutations) => {
      let index = 0;
      const usual: Script = (request) => {
        if (request.command === command.CREATE) return createAnswer(request, 10);
        if (request.command === command.READ) return readAnswer(request, Buffer.alloc(10));
        if (request.command === command.CLOSE) return answer(request, body(60, 60));
        return friendly(request);
      };
      const server = scriptedServer((request) => {
        const message = usual(request) as Buffer | undefined;
        const current = index++;
        for (const { index: wanted, at, bytes, cut } of mutations) {
          if (message === undefined || wanted !== current) continue;
          message.set(bytes.subarray(0, Math.max(0, message.length - at)), Math.min(at, message.length));
          if (cut !== null) return message.subarray(0, message.length - (cut % message.length));
        }
        return message;
      });
      try {
        const { tree } = await open(server, 150);
        const file = await tree.open("file", "file", "read");
        await file.read(0, 10);
        await file.close();
      } catch (error) {
        if (!isLocationError(error) && !(error instanceof SmbStatusError)) throw error;
      }
    }),
    { numRuns: 300 },
  );
});
