import { Secret } from "@holdfast/contract";
import { isMissing } from "@holdfast/testservers";
import { startSamba } from "@holdfast/testservers/samba";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { type Duplex, duplexPair } from "node:stream";
import { fileURLToPath } from "node:url";
import { describe, expect, test, vi } from "vitest";
import { connectSmb, type SmbPolicy } from "../src/client.ts";
import { FrameAssembler, framePrefix } from "../src/protocol/transport.ts";
import { startManInTheMiddle } from "./man-in-the-middle.ts";

/** What the client takes for random: what it made while recording, the same again in a replay. */
const random = vi.hoisted(() => ({ made: [] as string[], given: undefined as string[] | undefined }));

vi.mock("node:crypto", async (original) => {
  const crypto = await original<typeof import("node:crypto")>();
  const randomBytes = (size: number): Buffer => {
    if (random.given !== undefined) return Buffer.from(random.given.shift() ?? "", "hex");
    const bytes = crypto.randomBytes(size);
    random.made.push(bytes.toString("hex"));
    return bytes;
  };
  return { ...crypto, randomBytes };
});

/** A conversation with a real server. Where the file is missing, it is recorded anew. */
interface Recording {
  readonly user: string;
  readonly password: string;
  readonly random: readonly string[];
  readonly messages: readonly (readonly [from: "client" | "server", hex: string])[];
  /** What the client learned. */
  readonly learned: readonly unknown[];
}

interface Variant {
  readonly name: string;
  readonly config: readonly string[];
  readonly policy: Partial<SmbPolicy>;
}

const variants: readonly Variant[] = [
  { name: "3.1.1-encrypted", config: [], policy: {} },
  { name: "3.1.1-signed", config: [], policy: { encryption: "on-demand" } },
  { name: "3.0.2-encrypted", config: ["server max protocol = SMB3_02"], policy: {} },
  { name: "3.0-signed", config: ["server max protocol = SMB3_00"], policy: { encryption: "on-demand" } },
  { name: "2.1-signed", config: ["server max protocol = SMB2_10"], policy: {} },
];

async function converse(
  stream: Duplex,
  { user, password }: Pick<Recording, "user" | "password">,
  policy: Partial<SmbPolicy>,
): Promise<readonly unknown[]> {
  const login = { user, domain: "", password: new Secret(password) };
  const client = await connectSmb(stream, { server: "127.0.0.1", login, policy });
  const tree = await client.connectTree("backup");
  const learned: unknown[] = [client.dialect, client.protection];
  await (await tree.createDirectory("directory")).close();
  const file = await tree.createFile("directory/part");
  await file.write(0, [Buffer.from("one "), Buffer.from("two")]);
  await file.setEndOfFile(6);
  await file.flush();
  await file.rename("directory/name \u00fc");
  learned.push(await file.close());
  const found = await tree.open("directory/name \u00fc", "file", "read");
  learned.push(found.info.kind, found.info.size, String(await found.read(2, 100)), await found.read(6, 1));
  await found.close();
  const directory = await tree.open("directory", "directory", "read");
  learned.push((await directory.queryDirectory())?.map(({ name, kind }) => `${kind} ${name}`));
  learned.push(await directory.queryDirectory(), (await directory.availableBytes()) > 0);
  await directory.close();
  const refusal: unknown = await tree.createFile("directory").catch((error: unknown) => error);
  learned.push(String(refusal));
  const gone = await tree.openForChange("directory/name \u00fc", "either");
  await gone.setDeletePending(true);
  await gone.close();
  await client.echo();
  await client.close();
  // As it stands in a file.
  return JSON.parse(JSON.stringify(learned)) as readonly unknown[];
}

async function record({ config, policy }: Variant): Promise<Recording | undefined> {
  Object.assign(random, { given: undefined });
  const server = await startSamba({ config });
  if (isMissing(server)) return undefined;
  const messages: ["client" | "server", string][] = [];
  const middle = await startManInTheMiddle(server.port, ({ direction, message }) => {
    messages.push([direction === "to-server" ? "client" : "server", message.toString("hex")]);
    return message;
  });
  const socket = connect(middle.port, "127.0.0.1");
  await once(socket, "connect");
  Object.assign(random, { made: [] });
  const { user, password } = server;
  const learned = await converse(socket, { user, password }, policy);
  await middle.stop();
  await server.stop();
  return { user, password, random: random.made, messages, learned };
}

async function replay(recording: Recording, { policy }: Variant): Promise<readonly unknown[]> {
  const [stream, server] = duplexPair();
  const due = [...recording.messages];
  const assembler = new FrameAssembler(0xff_ffff, (message) => {
    expect(["client", message.toString("hex")]).toEqual(due.shift());
    while (due[0]?.[0] === "server") {
      const answer = Buffer.from(due.shift()![1], "hex");
      server.write(Buffer.concat([framePrefix(answer.length), answer]));
    }
  });
  server.on("data", (piece: Buffer) => {
    try {
      assembler.push(piece);
    } catch (error) {
      server.destroy(error as Error);
    }
  });
  server.on("error", () => {});
  Object.assign(random, { given: [...recording.random] });
  const learned = await converse(stream, recording, policy);
  expect(due).toEqual([]);
  return learned;
}

describe("a conversation that was recorded with a real server", () => {
  test.for(variants)("is had again, byte for byte: $name", async (variant, { skip }) => {
    const path = fileURLToPath(new URL(`vectors/${variant.name}.json`, import.meta.url));
    let text = await readFile(path, "utf8").catch(() => undefined);
    if (text === undefined) {
      const recording = await record(variant);
      if (recording === undefined) return skip("there is neither a recording nor Samba");
      await mkdir(fileURLToPath(new URL("vectors", import.meta.url)), { recursive: true });
      text = `${JSON.stringify(recording, undefined, 1)}\n`;
      await writeFile(path, text);
    }
    const recording = JSON.parse(text) as Recording;
    expect(await replay(recording, variant)).toEqual(recording.learned);
  });
});
