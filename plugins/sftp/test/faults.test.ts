import { isLocationError, type LocationSession } from "@holdfast/contract";
import { describeWith, type Faults, startTcpProxy } from "@holdfast/testservers";
import { type OpensshServer, startOpenssh } from "@holdfast/testservers/openssh";
import { createHash, randomBytes } from "node:crypto";
import { type AddressInfo, connect, createServer } from "node:net";
import { once } from "node:events";
import { afterAll, describe, expect, test } from "vitest";
import { body, calm, connectTo } from "./connecting.ts";

const mebibyte = 1024 * 1024;
const volume = randomBytes(8 * mebibyte);
const impatient = { timeouts: { connectMs: 10_000, idleMs: 500 } };
const hurried = { timeouts: { connectMs: 2000, idleMs: 10_000 } };

/** Runs with a session whose connection goes through a proxy that breaks it. */
async function through(
  server: OpensshServer,
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
  "openssh",
  () => startOpenssh(),
  (server) => {
    test("a connection with latency gives the same bytes both ways", async () => {
      await through(server, { latencyMs: 5 }, async (session) => {
        await session.put("slow", body(volume), calm);
        expect(await digest(session, "slow")).toBe(createHash("sha256").update(volume).digest("hex"));
      });
    });

    test.each([
      ["reset", "connection-lost"],
      ["end", "connection-lost"],
      ["blackhole", "timeout"],
      // The server may wait for the rest of a packet whose length was changed.
      ["flip", /connection-lost|timeout/],
    ] as const)("a put whose bytes meet a %s rejects with %s", async (fault, code) => {
      await through(server, { [fault]: { direction: "to-server", after: 4 * mebibyte } }, async (session) => {
        await expect(session.put("put", body(volume), calm)).rejects.toMatchObject({
          code: expect.stringMatching(code),
          retry: "new-session",
        });
        await expect(session.stat("put", calm)).rejects.toMatchObject({ code: expect.stringMatching(code) });
      });
    });

    test.each([
      ["reset", "connection-lost"],
      ["end", "connection-lost"],
      ["blackhole", "timeout"],
      ["flip", "protocol"],
    ] as const)("a get whose bytes meet a %s rejects with %s", async (fault, code) => {
      const direct = await connectTo(server, {}, { directory: "faults" });
      await direct.put("get", body(volume), calm);
      await direct.close();
      await through(server, { [fault]: { direction: "to-client", after: 4 * mebibyte } }, async (session) => {
        await expect(digest(session, "get")).rejects.toMatchObject({ code, retry: "new-session" });
      });
    });

    test.each(["reset", "end", "flip"] as const)(
      "a login that meets a %s rejects with a LocationError",
      async (fault) => {
        const places = (["to-server", "to-client"] as const).flatMap((direction) =>
          [0, 5, 21, 60, 700, 1200, 1700, 2100, 2500].map((after) => ({ direction, after })),
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
      const proxy = await startTcpProxy(server.port, { blackhole: { direction: "to-client", after: 500 } });
      const attempt = connectTo(server, hurried, { port: proxy.port });
      await expect(attempt).rejects.toMatchObject({ code: "timeout", retry: "new-session" });
      await proxy.stop();
    });
  },
);

await describeWith(
  { describe, test, afterAll },
  "openssh",
  () => startOpenssh(),
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

await describeWith(
  { describe, test, afterAll },
  "openssh",
  () => startOpenssh({ config: ["MaxStartups 1:100:1", "LoginGraceTime 60"] }),
  (server) => {
    test("a server at its limit of logins is busy", async () => {
      const idle = connect(server.port, "127.0.0.1");
      await once(idle, "data");
      await expect(connectTo(server)).rejects.toMatchObject({ code: "busy", retry: "new-session" });
      idle.destroy();
    });

    test.each([
      ["closes at once", "", "busy"],
      ["says something else and closes", "220 ready\r\n", "busy"],
      ["speaks SSH 1 only", "SSH-1.5-old\r\n", "protocol"],
      ["sends lines without end", "x\r\n".repeat(5000), "protocol"],
      ["sends a line without end", "x".repeat(100_000), "protocol"],
    ])("a peer that %s is told from a lost connection", async (_, greeting, code) => {
      const peer = createServer((socket) => {
        socket.on("error", () => {});
        socket.end(greeting);
      }).listen(0, "127.0.0.1");
      await once(peer, "listening");
      const { port } = peer.address() as AddressInfo;
      await expect(connectTo(server, impatient, { port })).rejects.toMatchObject({ code });
      peer.close();
    });
  },
);
