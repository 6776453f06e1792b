import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { RecordAssembler, recordMark } from "../src/protocol/rpc/record-marking.ts";
import type { Exchange } from "./conversation.ts";

/** A server that gives recorded replies, and nothing else. */
export interface Replay {
  readonly port: number;
  /** Calls that were not in the recording, or once more than there. */
  readonly unknown: readonly string[];
  /** Exchanges that nobody asked for. */
  readonly unused: () => number;
  stop(): void;
}

/** What becomes of the reply to the call of that number; by default it is sent as one record. */
export type Sender = (socket: Socket, reply: Buffer, number: number) => void;

export async function startReplay(exchanges: readonly Exchange[], send: Sender = sendWhole): Promise<Replay> {
  const replies = new Map<string, string[]>();
  for (const { call, reply } of exchanges) replies.set(call, [...(replies.get(call) ?? []), reply]);
  const unknown: string[] = [];
  const sockets = new Set<Socket>();
  let answered = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    const assembler = new RecordAssembler(2 ** 21, (record) => {
      const call = record.toString("hex");
      const reply = replies.get(call)?.shift();
      if (reply === undefined) {
        unknown.push(call);
        socket.destroy();
      } else if (!socket.destroyed) {
        send(socket, Buffer.from(reply, "hex"), answered);
        answered += 1;
      }
    });
    socket.on("data", (data: Buffer) => assembler.push(data));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    unknown,
    unused: () => [...replies.values()].flat().length,
    stop: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

export function sendWhole(socket: Socket, reply: Buffer): void {
  socket.write(Buffer.concat([recordMark(reply.length), reply]));
}
