import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";

/** Which way bytes go through the proxy. */
export type Direction = "to-server" | "to-client";

/** A place in the bytes of one connection that go one way. */
export interface Position {
  readonly direction: Direction;
  /** Bytes before it. */
  readonly after: number;
}

/** What a proxy does to every connection; nothing when left out. */
export interface Faults {
  /** Milliseconds that every byte takes, each way. */
  readonly latencyMs?: number;
  /** Resets both sides (RST) instead of passing on the byte there. */
  readonly reset?: Position;
  /** Ends both sides in order (FIN) instead of passing on the byte there. */
  readonly end?: Position;
  /** Passes nothing on, in either direction, from the byte there on. */
  readonly blackhole?: Position;
  /** Inverts the byte there. */
  readonly flip?: Position;
}

/** A running proxy on 127.0.0.1. */
export interface TcpProxy {
  readonly port: number;
  /** Connections that were accepted since the start. */
  readonly accepted: () => number;
  /** Resets all connections that are open now; new ones are taken. */
  readonly disconnect: () => void;
  stop(): Promise<void>;
}

/** Starts a proxy to a port of 127.0.0.1 that breaks connections as told. */
export async function startTcpProxy(targetPort: number, faults: Faults): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  let accepted = 0;
  const server: Server = createServer({ allowHalfOpen: true }, (client) => {
    accepted += 1;
    const upstream = connect({ port: targetPort, host: "127.0.0.1", allowHalfOpen: true });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => {});
      socket.once("close", () => sockets.delete(socket));
    }
    const silence = { fallen: false };
    forward(client, upstream, "to-server", faults, silence);
    forward(upstream, client, "to-client", faults, silence);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    accepted: () => accepted,
    disconnect: () => {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    stop: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      if (server.listening) await once(server, "close");
    },
  };
}

function forward(
  from: Socket,
  to: Socket,
  direction: Direction,
  faults: Faults,
  silence: { fallen: boolean },
): void {
  let passed = 0;
  const reaches = (place: Position | undefined, length: number): place is Position =>
    place?.direction === direction && place.after >= passed && place.after < passed + length;
  const later = (action: () => void): void => {
    if (faults.latencyMs === undefined) action();
    else setTimeout(action, faults.latencyMs);
  };
  const send = (data: Buffer): void => {
    later(() => {
      if (silence.fallen || !to.writable || to.write(data)) return;
      from.pause();
      to.once("drain", () => from.resume());
    });
  };
  const passUntil = (place: Position, data: Buffer): void => send(data.subarray(0, place.after - passed));

  from.on("data", (data: Buffer) => {
    const { reset, end, blackhole, flip } = faults;
    if (reaches(flip, data.length)) {
      const index = flip.after - passed;
      data.writeUInt8(data.readUInt8(index) ^ 0xff, index);
    }
    if (reaches(reset, data.length)) {
      passUntil(reset, data);
      later(() => [from, to].forEach((socket) => socket.resetAndDestroy()));
    } else if (reaches(end, data.length)) {
      passUntil(end, data);
      later(() => [from, to].forEach((socket) => socket.end()));
    } else if (reaches(blackhole, data.length)) {
      passUntil(blackhole, data);
      later(() => (silence.fallen = true));
    } else {
      send(data);
    }
    passed += data.length;
  });
  from.on("end", () => later(() => silence.fallen || to.end()));
  from.on("close", () => later(() => silence.fallen || to.destroy()));
}
