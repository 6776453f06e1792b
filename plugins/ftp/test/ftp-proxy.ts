import { type Faults, startTcpProxy, type TcpProxy } from "@holdfast/testservers";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A running proxy for FTP on 127.0.0.1. */
export interface FtpProxy {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Starts a proxy to an FTP server whose data connections are broken as told: it
 * puts a proxy of its own before each port that the server names in its replies to EPSV.
 */
export async function startFtpProxy(targetPort: number, faults: Faults): Promise<FtpProxy> {
  const proxies: TcpProxy[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(targetPort, "127.0.0.1");
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => [client, upstream].forEach((each) => each.destroy()));
    }
    client.pipe(upstream);
    let written = Promise.resolve();
    upstream.on("data", (reply: Buffer) => {
      written = written.then(async () => void client.write(await withOwnPort(reply)));
    });
  });

  async function withOwnPort(reply: Buffer): Promise<Buffer> {
    const port = /^229 .*\(\|\|\|(\d+)\|\)/m.exec(reply.toString("latin1"))?.[1];
    if (port === undefined) return reply;
    const proxy = await startTcpProxy(Number(port), faults);
    proxies.push(proxy);
    return Buffer.from(reply.toString("latin1").replace(`|||${port}|`, `|||${proxy.port}|`), "latin1");
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
      await Promise.all(proxies.map((proxy) => proxy.stop()));
    },
  };
}
