import { type Faults, startTcpProxy, type TcpProxy } from "@holdfast/testservers";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

let echo: Server;
let proxy: TcpProxy;

beforeEach(async () => {
  echo = createServer((socket) => socket.on("error", () => {}).pipe(socket)).listen(0, "127.0.0.1");
  await once(echo, "listening");
});

afterEach(async () => {
  await proxy.stop();
  echo.close();
});

/** Sends bytes through the proxy to a server that sends them back; gives what came, and how it ended. */
async function exchange(faults: Faults, sent: Buffer): Promise<{ received: Buffer; end: string }> {
  proxy = await startTcpProxy((echo.address() as AddressInfo).port, faults);
  const socket = connect({ port: proxy.port, host: "127.0.0.1", allowHalfOpen: true });
  const received: Buffer[] = [];
  socket.on("data", (data: Buffer) => received.push(data));
  const end = new Promise<string>((resolve) => {
    socket.on("end", () => resolve("FIN"));
    socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "error"));
    setTimeout(resolve, 500, "silence");
  });
  socket.end(sent);
  const ending = await end;
  socket.destroy();
  return { received: Buffer.concat(received), end: ending };
}

describe("a proxy", () => {
  const sent = Buffer.from("0123456789".repeat(20_000));

  test("without faults passes everything, with latency too", async () => {
    expect(await exchange({}, sent)).toEqual({ received: sent, end: "FIN" });
    await proxy.stop();
    expect(await exchange({ latencyMs: 5 }, sent)).toEqual({ received: sent, end: "FIN" });
    expect(proxy.accepted()).toBe(1);
  });

  test.each(["to-server", "to-client"] as const)("flips one byte %s", async (direction) => {
    const { received } = await exchange({ flip: { direction, after: 100_001 } }, sent);
    const expected = Buffer.from(sent);
    expected[100_001] = 0x31 ^ 0xff;
    expect(received.equals(expected)).toBe(true);
  });

  test("ends a connection at a byte", async () => {
    expect(await exchange({ end: { direction: "to-client", after: 7 } }, sent)).toEqual({
      received: Buffer.from("0123456"),
      end: "FIN",
    });
  });

  test("resets a connection at a byte", async () => {
    expect(await exchange({ reset: { direction: "to-server", after: 7 } }, sent)).toMatchObject({
      end: "ECONNRESET",
    });
  });

  test("falls silent at a byte", async () => {
    const { received, end } = await exchange({ blackhole: { direction: "to-client", after: 7 } }, sent);
    expect(end).toBe("silence");
    expect(received.length).toBeLessThanOrEqual(7);
  });
});
