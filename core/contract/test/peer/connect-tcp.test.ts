import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { connectTcp } from "@holdfast/contract/peer";
import { afterEach, beforeEach, expect, test } from "vitest";

const calm = new AbortController().signal;
const v4 = (address: string) => ({ address, family: 4 }) as const;

let server: Server;
let port: number;
beforeEach(async () => {
  server = createServer((socket) => void socket.end("hello")).listen(0, "127.0.0.1");
  await once(server, "listening");
  ({ port } = server.address() as AddressInfo);
});
afterEach(() => void server.close());

test("the first address that answers is connected to", async () => {
  const socket = await connectTcp("nas", [v4("127.0.0.2"), v4("127.0.0.1")], port, 2000, calm);
  expect(socket.remoteAddress).toBe("127.0.0.1");
  expect(String((await once(socket, "data"))[0])).toBe("hello");
});

test("bytes can be received in the caller's memory", async () => {
  const [buffer, received] = [Buffer.alloc(16), Promise.withResolvers<number>()];
  const callback = (length: number): boolean => {
    received.resolve(length);
    return true;
  };
  const socket = await connectTcp("nas", [v4("127.0.0.1")], port, 2000, calm, {
    onread: { buffer, callback },
  });
  expect(await received.promise).toBe(5);
  expect(buffer.toString("latin1", 0, 5)).toBe("hello");
  socket.destroy();
});

test("when none answers, the error names the peer and each reason once", async () => {
  server.close();
  await once(server, "close");
  const refused = connectTcp("nas:22", [v4("127.0.0.1"), v4("127.0.0.2")], port, 2000, calm);
  await expect(refused).rejects.toMatchObject({
    name: "LocationError",
    code: "unreachable",
    retry: "new-session",
    message: "No connection to nas:22: ECONNREFUSED.",
    peerCode: "ECONNREFUSED",
  });
});

test("a host without an address is unreachable", async () => {
  await expect(connectTcp("nas", [], port, 2000, calm)).rejects.toThrow(/the host has no address/);
});

test("an abort rejects with its reason, whether it came before or comes while it waits", async () => {
  const reason = new Error("enough");
  const early = connectTcp("nas", [v4("127.0.0.1")], port, 2000, AbortSignal.abort(reason));
  await expect(early).rejects.toBe(reason);
  const controller = new AbortController();
  const waiting = connectTcp("nas", [v4("127.0.0.1")], port, 2000, controller.signal);
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
});
