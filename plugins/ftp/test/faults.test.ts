import { isLocationError, type LocationSession } from "@holdfast/contract";
import { describeWith, type Faults, type FtpServer, startTcpProxy } from "@holdfast/testservers";
import { randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { body, calm, connectTo } from "./connecting.ts";
import { startFtpProxy } from "./ftp-proxy.ts";
import { servers } from "./servers.ts";

const mebibyte = 1024 * 1024;
const volume = randomBytes(8 * mebibyte);
const impatient = { timeouts: { connectMs: 10_000, idleMs: 1000 } };
const hurried = { timeouts: { connectMs: 2000, idleMs: 10_000 } };

/** Runs with a session whose data connections go through a proxy that breaks them. */
async function through(
  server: FtpServer,
  faults: Faults,
  use: (session: LocationSession) => Promise<void>,
): Promise<void> {
  const proxy = await startFtpProxy(server.port, faults);
  try {
    const session = await connectTo(server, impatient, { port: proxy.port, directory: "faults" });
    await use(session);
    await session.close();
  } finally {
    await proxy.stop();
  }
}

async function read(session: LocationSession, path: string): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync((await session.get(path, calm)) as AsyncIterable<Buffer>));
}

for (const [name, start] of servers) {
  await describeWith({ describe, test, afterAll }, name, start, (server) => {
    test("data connections with latency give the same bytes both ways", async () => {
      await through(server, { latencyMs: 5 }, async (session) => {
        await session.put("slow", body(volume), calm);
        expect((await read(session, "slow")).equals(volume)).toBe(true);
      });
    });

    test.each([
      // The server may take the end of the connection for the end of the file.
      ["reset", /connection-lost|corrupt/],
      ["end", /connection-lost|corrupt/],
      ["blackhole", /timeout/],
    ] as const)("a put whose bytes meet a %s is refused, and nothing is stored", async (fault, code) => {
      await through(server, { [fault]: { direction: "to-server", after: 4 * mebibyte } }, async (session) => {
        await expect(session.put(`put-${fault}`, body(volume), calm)).rejects.toMatchObject({
          code: expect.stringMatching(code),
        });
      });
      const stored = await readdir(join(server.directory, "faults"));
      expect(stored).not.toContain(`put-${fault}`);
    });

    test.each([
      ["reset", /connection-lost|corrupt/],
      ["end", /connection-lost|corrupt/],
      ["blackhole", /timeout/],
    ] as const)("a get whose bytes meet a %s is refused", async (fault, code) => {
      const direct = await connectTo(server, {}, { directory: "faults" });
      await direct.put("get", body(volume), calm);
      await direct.close();
      await through(server, { [fault]: { direction: "to-client", after: 4 * mebibyte } }, async (session) => {
        await expect(read(session, "get")).rejects.toMatchObject({ code: expect.stringMatching(code) });
      });
    });

    test("a session goes on after a data connection that broke", async () => {
      await through(server, { reset: { direction: "to-client", after: 4 * mebibyte } }, async (session) => {
        await session.put("survivor", body(volume), calm);
        await expect(read(session, "survivor")).rejects.toThrow(/Could not read|data connection/);
        expect(await session.stat("survivor", calm)).toMatchObject({ kind: "file", size: volume.length });
      });
    });

    test.each(["reset", "end", "flip"] as const)(
      "a login that meets a %s rejects with a LocationError",
      async (fault) => {
        const places = (["to-server", "to-client"] as const).flatMap((direction) =>
          [0, 3, 10, 20, 40, 60, 100, 200].map((after) => ({ direction, after })),
        );
        const outcomes = places.map(async (place) => {
          const proxy = await startTcpProxy(server.port, { [fault]: place });
          const attempt = connectTo(server, hurried, { port: proxy.port });
          // A place past the login's last byte breaks nothing.
          const outcome: unknown = await attempt.then(
            (session) => session.close(),
            (error: unknown) => error,
          );
          await proxy.stop();
          return { ...place, outcome };
        });
        for (const { outcome, ...place } of await Promise.all(outcomes)) {
          const shown = `${JSON.stringify(place)}: ${String(outcome)}`;
          expect(outcome === undefined || isLocationError(outcome), shown).toBe(true);
        }
      },
    );

    test("a login that meets a black hole ends with timeout", async () => {
      const proxy = await startTcpProxy(server.port, { blackhole: { direction: "to-client", after: 30 } });
      const attempt = connectTo(server, hurried, { port: proxy.port });
      await expect(attempt).rejects.toMatchObject({ code: "timeout", retry: "new-session" });
      await proxy.stop();
    });
  });

  await describeWith({ describe, test, afterAll }, name, start, (server) => {
    test("a server that is killed in the middle of a put rejects it", async () => {
      const session = await connectTo(server);
      const started = Promise.withResolvers<void>();
      const put = session.put("one", body(volume), { ...calm, onProgress: () => started.resolve() });
      const outcome = Promise.allSettled([put]);
      await started.promise;
      await server.stop();
      expect(await outcome).toMatchObject([
        { status: "rejected", reason: { code: "connection-lost", retry: "new-session" } },
      ]);
      await session.close();
    });
  });
}
