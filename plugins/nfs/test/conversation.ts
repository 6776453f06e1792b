import { isLocationError, type LocationSession } from "@holdfast/contract";
import { nfs } from "@holdfast/location-nfs";
import { connectContext } from "@holdfast/conformance";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { RecordAssembler, recordMark } from "../src/protocol/rpc/record-marking.ts";
import { body, calm } from "./connecting.ts";

/** A call and its reply: whole records, hexadecimal. */
export interface Exchange {
  readonly call: string;
  readonly reply: string;
}

/** A conversation with a real server, and what the client made of it. */
export interface Conversation {
  readonly exchanges: readonly Exchange[];
  readonly outcome: unknown;
}

/** What a session is used for in every conversation. */
export async function converse(session: LocationSession): Promise<unknown> {
  const content = Buffer.from(Array.from({ length: 2500 }, (_, index) => index % 251));
  await session.put("archive/volume", body(content), calm);
  const listed = await Array.fromAsync(session.list("", calm));
  const info = await session.stat("archive/volume", calm);
  const got = Buffer.concat(
    await Array.fromAsync((await session.get("archive/volume", calm)) as AsyncIterable<Buffer>),
  );
  const part = Buffer.concat(
    await Array.fromAsync(
      (await session.get("archive/volume", { ...calm, offset: 7, length: 3 })) as AsyncIterable<Buffer>,
    ),
  );
  await session.rename("archive/volume", "archive/renamed", calm);
  const files = await Array.fromAsync(session.list("archive", calm));
  const free = await session.freeSpace(calm);
  const absent = await session.stat("archive/volume", calm);
  const refused = await session.remove("archive", calm).catch(codeOf);
  await session.remove("archive/renamed", calm);
  await session.remove("archive", calm);
  const values = { listed, info, isSame: got.equals(content), part: [...part], files, free, absent, refused };
  return JSON.parse(JSON.stringify(values)) as unknown;
}

function codeOf(error: unknown): string {
  if (!isLocationError(error)) throw error;
  return `${error.code} ${error.peerCode}`;
}

/** Opens a session in which nothing depends on the machine. */
export function connectAt(
  ports: { nfs: number; mount: number },
  vers: string,
  idleMs = 10_000,
): Promise<LocationSession> {
  const options = {
    vers,
    mountport: String(ports.mount),
    uid: "0",
    gid: "0",
    resvport: "no",
    "request-size": "1",
  };
  const location = `nfs://127.0.0.1:${ports.nfs}/export/recorded`;
  return nfs.connect(
    nfs.parse({ location, type: "NFS", options }),
    connectContext({ timeouts: { connectMs: 10_000, idleMs } }),
  );
}

/** A proxy that writes down what passes through it. */
export async function startRecorder(targetPort: number, exchanges: Exchange[]) {
  const server = createServer((client) => {
    const upstream = connect(targetPort, "127.0.0.1");
    const calls = new Map<number, string>();
    forward(client, upstream, (record) => calls.set(record.readUInt32BE(), record.toString("hex")));
    forward(upstream, client, (record) => {
      const call = calls.get(record.readUInt32BE()) ?? "";
      exchanges.push({ call, reply: record.toString("hex") });
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, stop: () => server.close() };
}

function forward(from: Socket, to: Socket, onRecord: (record: Buffer) => void): void {
  const assembler = new RecordAssembler(2 ** 21, (record) => {
    onRecord(record);
    to.write(Buffer.concat([recordMark(record.length), record]));
  });
  from.on("data", (data: Buffer) => assembler.push(data));
  from.on("error", () => {});
  from.on("close", () => to.destroy());
}
