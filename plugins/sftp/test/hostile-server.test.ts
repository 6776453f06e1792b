import type { LocationError } from "@holdfast/contract";
import { duplexPair } from "node:stream";
import { describe, expect, test } from "vitest";
import { encodePacket, type Field, PacketReader, packetType } from "../src/protocol/packet.ts";
import { PacketAssembler } from "../src/protocol/packet-assembler.ts";
import { SftpClient } from "../src/protocol/sftp-client.ts";

type Reply = (type: number, id: number, fields: PacketReader) => Buffer | undefined;

const hello = encodePacket(packetType.version, 3);
const handle = Buffer.from("handle");

/** A client whose server answers as told; a real server would not. */
async function clientOf(reply: Reply, greeting: Buffer = hello, idleMs = 1000) {
  const [channel, server] = duplexPair();
  const ended = Promise.withResolvers<LocationError>();
  const assembler = new PacketAssembler((packet) => {
    const fields = new PacketReader(packet);
    const type = fields.uint8();
    const answer = type === packetType.init ? greeting : reply(type, fields.uint32(), fields);
    if (answer !== undefined) server.write(answer);
  });
  server.on("data", (data: Buffer) => assembler.push(data));
  const connection = {
    ended: ended.promise,
    destroy: (reason: LocationError) => {
      ended.resolve(reason);
      server.destroy();
    },
  };
  const client = await SftpClient.open(connection, channel, idleMs);
  return { client, ended: ended.promise, send: (bytes: Buffer) => server.write(bytes) };
}

/** Answers each request with the same type and fields. */
function always(type: number, ...fields: readonly Field[]): Reply {
  return (_, id) => encodePacket(type, id, fields);
}

describe("a hostile server", () => {
  test.each([
    ["another version", encodePacket(packetType.version, 6)],
    ["a status instead of a version", encodePacket(packetType.status, 3)],
    ["an extension without a value", encodePacket(packetType.version, 3, ["fsync@openssh.com"])],
    [
      "an extension that is too long",
      Buffer.concat([encodePacket(packetType.version, 3), Buffer.from("7fffffff", "hex")]),
    ],
    ["text", Buffer.from("Last login: today\r\n")],
  ])("that greets with %s is refused", async (_, greeting) => {
    const client = clientOf(() => undefined, greeting).then(({ client: each }) => each.stat("x"));
    await expect(client).rejects.toMatchObject({ code: "protocol" });
  });

  test.each<[string, Reply]>([
    ["more data than was asked for", always(packetType.data, Buffer.alloc(11))],
    ["no data where there must be some", always(packetType.data, "")],
    ["the wrong type", always(packetType.handle, handle)],
    ["OK instead of data", always(packetType.status, 0, "fine", "")],
    ["a type that does not exist", always(77)],
    ["data that is cut", always(packetType.data, 1000)],
    ["the answer to another request", (_, id) => encodePacket(packetType.data, id + 1, ["x"])],
    ["a packet without an id", () => Buffer.from([0, 0, 0, 1, packetType.data])],
    ["a packet that is too long", () => Buffer.from([0x7f, 0xff, 0xff, 0xff, packetType.data])],
  ])("that answers with %s is given up", async (_, reply) => {
    const { client, ended } = await clientOf(reply);
    await expect(client.read(handle, 0, 10)).rejects.toMatchObject({ code: "protocol" });
    expect(await ended).toMatchObject({ code: "protocol" });
    await expect(client.read(handle, 0, 10)).rejects.toMatchObject({ code: "protocol" });
  });

  test("that answers twice is given up", async () => {
    const { client, ended } = await clientOf((_, id) => {
      const answer = encodePacket(packetType.status, id, [0, "", ""]);
      return Buffer.concat([answer, answer]);
    });
    await client.close(handle);
    expect(await ended).toMatchObject({ code: "protocol" });
  });

  test("that lists nothing for ever is given up", async () => {
    const { client } = await clientOf(always(packetType.name, 0));
    await expect(client.readDirectory(handle)).rejects.toMatchObject({ code: "protocol" });
  });

  test("that promises more names than it sends is given up", async () => {
    const { client } = await clientOf(always(packetType.name, 0xffff_ffff, "name", "", 0));
    await expect(client.readDirectory(handle)).rejects.toMatchObject({ code: "protocol" });
  });

  test("that does not answer is given up, also when it answers others", async () => {
    const { client, ended } = await clientOf(() => undefined, hello, 50);
    const requests = [client.stat("x"), client.stat("y")];
    for (const request of requests)
      await expect(request).rejects.toMatchObject({ code: "timeout", retry: "new-session" });
    expect(await ended).toMatchObject({ code: "timeout" });
  });

  test("that is slow is not given up while its answers come", async () => {
    const due: Buffer[] = [];
    const { client, send } = await clientOf(
      (_, id) => void due.push(encodePacket(packetType.status, id, [0])),
      hello,
      400,
    );
    const answers = Promise.all(Array.from({ length: 12 }, () => client.close(handle)));
    const timer = setInterval(() => send(due.shift() ?? Buffer.alloc(0)), 50);
    await expect(answers).resolves.toHaveLength(12);
    clearInterval(timer);
  });

  test("cannot put control characters or endless text into a message", async () => {
    const text = `\u001b[31mno\r\nreally\u202e${"!".repeat(100_000)}`;
    const { client } = await clientOf(always(packetType.status, 4, text, ""));
    const error: Error = await client.close(handle).then(
      () => new Error("closed"),
      (failure: Error) => failure,
    );
    expect(error.message).toMatch(/^\[31mno really !+…$/);
    expect(error.message.length).toBeLessThan(300);
  });

  test("may leave out the text of a status", async () => {
    const { client } = await clientOf((_, id) => encodePacket(packetType.status, id, [4]));
    await expect(client.close(handle)).rejects.toMatchObject({ name: "StatusError", code: 4 });
  });

  test("may answer in any order", async () => {
    const ids: number[] = [];
    const { client } = await clientOf((_, id, fields) => {
      ids.push(id);
      fields.bytes();
      if (ids.length < 3) return undefined;
      return Buffer.concat(ids.toReversed().map((each) => encodePacket(packetType.data, each, [`#${each}`])));
    });
    const answers = await Promise.all([0, 1, 2].map((offset) => client.read(handle, offset, 10)));
    expect(answers.map(String)).toEqual(ids.map((id) => `#${id}`));
  });
});
