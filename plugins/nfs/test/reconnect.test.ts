import { connectNfs, type NfsClient, type NfsSettings } from "@holdfast/location-nfs/client";
import { describeWith, startTcpProxy } from "@holdfast/testservers";
import { startGanesha } from "@holdfast/testservers/ganesha";
import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { body, calm } from "./connecting.ts";

const mebibyte = 1024 * 1024;
const content = randomBytes(48 * mebibyte);

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

await describeWith({ describe, test, afterAll }, "ganesha", startGanesha, (server) => {
  function connectThrough(port: number, settings: Partial<NfsSettings> = {}): Promise<NfsClient> {
    return connectNfs({
      host: "127.0.0.1",
      port,
      mountPort: server.mountPort,
      path: "/export",
      version: "3",
      reconnect: true,
      ...settings,
    });
  }

  test("a put goes on after the server was killed and restarted, and is whole", async () => {
    const nfs = await connectThrough(server.port);
    let told = 0;
    let restart: Promise<void> | undefined;
    const onProgress = (bytes: number): void => {
      told += bytes;
      restart ??= server.restart();
    };
    await nfs.put("restarted", body(content), { ...calm, onProgress });
    await restart;
    expect(told).toBe(content.length);
    const stored = await readFile(join(server.export.directory, "restarted"));
    expect(sha256(stored)).toBe(sha256(content));
    await nfs.close();
  });

  test("a get goes on after the server was killed and restarted, with the same bytes", async () => {
    const nfs = await connectThrough(server.port);
    await nfs.put("got", body(content), calm);
    const hash = createHash("sha256");
    let restart: Promise<void> | undefined;
    for await (const data of (await nfs.get("got", calm)) as AsyncIterable<Buffer>) {
      hash.update(data);
      restart ??= server.restart();
    }
    await restart;
    expect(hash.digest("hex")).toBe(sha256(content));
    await nfs.close();
  });

  test("a connection that is cut again and again is made anew each time", async () => {
    const proxy = await startTcpProxy(server.port, {});
    const nfs = await connectThrough(proxy.port);
    let told = 0;
    const onProgress = (bytes: number): void => {
      if (Math.floor(told / (8 * mebibyte)) < Math.floor((told + bytes) / (8 * mebibyte))) proxy.disconnect();
      told += bytes;
    };
    await nfs.put("cut", body(content), { ...calm, onProgress });
    expect(proxy.accepted()).toBeGreaterThan(3);
    expect(sha256(await readFile(join(server.export.directory, "cut")))).toBe(sha256(content));
    await nfs.close();
    await proxy.stop();
  });

  test("a server that does not come back is given up", async () => {
    const proxy = await startTcpProxy(server.port, {});
    const nfs = await connectThrough(proxy.port, { idleMs: 1000 });
    let stop: Promise<void> | undefined;
    const put = nfs.put("gone", body(content), { ...calm, onProgress: () => void (stop ??= proxy.stop()) });
    await expect(put).rejects.toMatchObject({ code: "connection-lost", retry: "new-session" });
    await expect(nfs.stat("gone", calm)).rejects.toMatchObject({ code: "connection-lost" });
    await nfs.close();
    await stop;
  });

  test("what cannot be done twice is not: it fails with the connection", async () => {
    const proxy = await startTcpProxy(server.port, {});
    const nfs = await connectThrough(proxy.port);
    await nfs.put("old", body(Buffer.from("content")), calm);
    server.suspend();
    const cut = delay(200).then(() => proxy.disconnect());
    await expect(nfs.rename("old", "new", calm)).rejects.toMatchObject({ code: "connection-lost" });
    await cut;
    server.resume();
    expect(await nfs.stat("absent", calm)).toBeUndefined();
    await nfs.close();
    await proxy.stop();
  });

  test("an aborted put is not sent again", async () => {
    const proxy = await startTcpProxy(server.port, {});
    const nfs = await connectThrough(proxy.port);
    const bytes = new Uint8Array(content);
    const controller = new AbortController();
    const put = nfs.put("aborted", body(bytes), {
      signal: controller.signal,
      onProgress: () => {
        proxy.disconnect();
        controller.abort(new Error("enough"));
      },
    });
    await expect(put).rejects.toThrow("enough");
    bytes.buffer.transfer(0);
    await nfs.close();
    await proxy.stop();
  });
});
