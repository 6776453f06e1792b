import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { FrameAssembler, framePrefix } from "../src/protocol/transport.ts";

/** Which way a message goes. */
export type Direction = "to-server" | "to-client";

/** A message on its way, and which of its direction's it is, from 0 on. */
export interface Passing {
  readonly direction: Direction;
  readonly index: number;
  readonly message: Buffer;
}

/** What is passed on in a message's place; `undefined` for nothing. */
export type Edit = (passing: Passing) => Buffer | undefined;

/** Somebody between client and server who sees and may alter every message. */
export interface ManInTheMiddle {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts one on a free port of 127.0.0.1. */
export async function startManInTheMiddle(targetPort: number, edit: Edit): Promise<ManInTheMiddle> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(targetPort, "127.0.0.1");
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => {});
    }
    forward(client, upstream, "to-server", edit);
    forward(upstream, client, "to-client", edit);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      if (server.listening) await once(server, "close");
    },
  };
}

function forward(from: Socket, to: Socket, direction: Direction, edit: Edit): void {
  let index = 0;
  const assembler = new FrameAssembler(0xff_ffff, (message) => {
    const edited = edit({ direction, index: index++, message });
    if (edited === undefined || !to.writable) return;
    to.write(framePrefix(edited.length));
    to.write(edited);
  });
  from.on("data", (piece: Buffer) => assembler.push(piece));
  from.on("close", () => to.destroy());
}
