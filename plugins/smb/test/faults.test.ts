import { isLocationError, type LocationSession } from "@holdfast/contract";
import { describeWith, type Faults, startTcpProxy } from "@holdfast/testservers";
import { type SambaServer, startSamba } from "@holdfast/testservers/samba";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterAll, describe, expect, test } from "vitest";
import { body, calm, connectTo } from "./connecting.ts";

const mebibyte = 1024 * 1024;
const volume = randomBytes(8 * mebibyte);
const impatient = { timeouts: { connectMs: 20_000, idleMs: 1500 } };
const hurried = { timeouts: { connectMs: 3000, idleMs: 10_000 } };

/** Runs with a session whose connection goes through a proxy that breaks it. */
async function through(
  server: SambaServer,
  faults: Faults,
  use: (session: LocationSession) => Promise<void>,
): Promise<void> {
  const proxy = await startTcpProxy(server.port, faults);
  try {
    const session = await connectTo(server, impatient, { port: proxy.port, directory: "faults" });
    await use(session);
    await session.close();
  } finally {
    await proxy.stop();
  }
}

async function digest(session: LocationSession, path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const data of await session.get(path, calm)) hash.update(data as Buffer);
  return hash.digest("hex");
}

await describeWith(
  { describe, test, afterAll },
  "samba",
  () => startSamba(),
  (server) => {
    test("a connection with latency gives the same bytes both ways", async () => {
      await through(server, { latencyMs: 5 }, async (session) => {
        await session.put("slow", body(volume), calm);
        expect(await digest(session, "slow")).toBe(createHash("sha256").update(volume).digest("hex"));
      });
    });

    test.each([
      ["reset", /connection-lost/],
      ["end", /connection-lost/],
      ["blackhole", /timeout/],
      // The server ends a session whose message it cannot decrypt.
      ["flip", /connection-lost|timeout/],
    ] as const)("a put whose bytes meet a %s rejects with %s", async (fault, code) => {
      await through(
        server,
        { [fault]: { direction: "to-server", after: 4.5 * mebibyte } },
        async (session) => {
          await expect(session.put("put", body(volume), calm)).rejects.toMatchObject({
            code: expect.stringMatching(code),
            retry: "new-session",
          });
          await expect(session.stat("put", calm)).rejects.toMatchObject({
            code: expect.stringMatching(code),
          });
        },
      );
    });

    test.each([
      ["reset", "connection-lost"],
      ["end", "connection-lost"],
      ["blackhole", "timeout"],
      ["flip", "corrupt"],
    ] as const)("a get whose bytes meet a %s rejects with %s", async (fault, code) => {
      const direct = await connectTo(server, {}, { directory: "faults" });
      await direct.put("get", body(volume), calm);
      await direct.close();
      await through(
        server,
        { [fault]: { direction: "to-client", after: 4.5 * mebibyte } },
        async (session) => {
          await expect(digest(session, "get")).rejects.toMatchObject({ code, retry: "new-session" });
        },
      );
    });

    test.each(["reset", "end", "flip"] as const)(
      "a login that meets a %s rejects with a LocationError",
      async (fault) => {
        const places = (["to-server", "to-client"] as const).flatMap((direction) =>
          [0, 5, 21, 60, 100, 180, 260, 330, 500, 700, 900].map((after) => ({ direction, after })),
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
          expect(
            outcome === undefined || isLocationError(outcome),
            `${JSON.stringify(place)}: ${String(outcome)}`,
          ).toBe(true);
        }
      },
    );

    test("a login that meets a black hole ends with timeout", async () => {
      const proxy = await startTcpProxy(server.port, { blackhole: { direction: "to-client", after: 300 } });
      const attempt = connectTo(server, hurried, { port: proxy.port });
      await expect(attempt).rejects.toMatchObject({ code: "timeout", retry: "new-session" });
      await proxy.stop();
    });

    test("a peer that closes at once is a lost connection, with what may be behind it", async () => {
      const peer = createServer((socket) => void socket.on("error", () => {}).end()).listen(0, "127.0.0.1");
      await once(peer, "listening");
      const { port } = peer.address() as AddressInfo;
      await expect(connectTo(server, impatient, { port })).rejects.toMatchObject({
        code: "connection-lost",
        message: expect.stringMatching(/SMB 1/),
      });
      peer.close();
    });
  },
);

await describeWith(
  { describe, test, afterAll },
  "samba",
  () => startSamba(),
  (server) => {
    test("a server that is killed in the middle of puts rejects them all", async () => {
      const session = await connectTo(server);
      const started = Promise.withResolvers<void>();
      const puts = ["one", "two"].map((name) =>
        session.put(name, body(volume), { ...calm, onProgress: () => started.resolve() }),
      );
      const outcomes = Promise.allSettled(puts);
      await started.promise;
      await server.stop();
      for (const outcome of await outcomes) {
        expect(outcome).toMatchObject({
          status: "rejected",
          reason: { code: "connection-lost", retry: "new-session" },
        });
      }
      await session.close();
    });
  },
);
