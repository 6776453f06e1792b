import { isLocationError, type LocationSession } from "@holdfast/contract";
import { describeWith, type Faults, startTcpProxy } from "@holdfast/testservers";
import { startGanesha } from "@holdfast/testservers/ganesha";
import { createHash, randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { body, calm, connectTo, versions } from "./connecting.ts";

const mebibyte = 1024 * 1024;
const volume = randomBytes(8 * mebibyte);
const digestOfVolume = createHash("sha256").update(volume).digest("hex");
const impatient = { timeouts: { connectMs: 10_000, idleMs: 500 } };
const hurried = { timeouts: { connectMs: 2000, idleMs: 10_000 } };

async function digest(session: LocationSession, path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const data of await session.get(path, calm)) hash.update(data as Buffer);
  return hash.digest("hex");
}

await describeWith({ describe, test, afterAll }, "ganesha", startGanesha, (server) => {
  describe.each(versions)("over version %s", (vers) => {
    const options = { vers };
    const directory = `faults-${vers}`;

    /** Runs with a session whose connection goes through a proxy that breaks it. */
    async function through(faults: Faults, use: (session: LocationSession) => Promise<void>): Promise<void> {
      const proxy = await startTcpProxy(server.port, faults);
      try {
        const session = await connectTo(server, { port: proxy.port, directory, options }, impatient);
        await use(session);
        await session.close();
      } finally {
        await proxy.stop();
      }
    }

    test("a connection with latency gives the same bytes both ways", async () => {
      const proxy = await startTcpProxy(server.port, { latencyMs: 5 });
      const session = await connectTo(server, { port: proxy.port, directory, options });
      await session.put("slow", body(volume), calm);
      expect(await digest(session, "slow")).toBe(digestOfVolume);
      await session.close();
      await proxy.stop();
    });

    test.each([
      ["reset", "connection-lost"],
      ["end", "connection-lost"],
      ["blackhole", "timeout"],
    ] as const)(
      "a put whose bytes meet a %s rejects with %s, and is not under its name",
      async (fault, code) => {
        await through({ [fault]: { direction: "to-server", after: 4 * mebibyte } }, async (session) => {
          const error = { code, retry: "new-session" };
          await expect(session.put(`put-${fault}`, body(volume), calm)).rejects.toMatchObject(error);
          await expect(session.stat("put", calm)).rejects.toMatchObject(error);
        });
        expect(await readdir(join(server.export.directory, directory))).not.toContain(`put-${fault}`);
      },
    );

    test.each([
      ["reset", "connection-lost"],
      ["end", "connection-lost"],
      ["blackhole", "timeout"],
    ] as const)("a get whose bytes meet a %s rejects with %s", async (fault, code) => {
      const direct = await connectTo(server, { directory, options });
      await direct.put("get", body(volume), calm);
      await direct.close();
      await through({ [fault]: { direction: "to-client", after: 4 * mebibyte } }, async (session) => {
        await expect(digest(session, "get")).rejects.toMatchObject({ code, retry: "new-session" });
      });
    });

    test.each(["reset", "end", "flip"] as const)(
      "a connection that meets a %s while the session is made rejects with a LocationError",
      async (fault) => {
        const places = (["to-server", "to-client"] as const).flatMap((direction) =>
          [0, 1, 3, 4, 8, 23, 60, 100, 200, 300, 500].map((after) => ({ direction, after })),
        );
        const outcomes = places.map(async (place) => {
          const proxy = await startTcpProxy(server.port, { [fault]: place });
          const attempt = connectTo(server, { port: proxy.port, directory, options }, hurried);
          // A place past the last byte breaks nothing, and a flipped byte may be one that does not matter.
          const outcome: unknown = await attempt.then(
            (session) => session.close(),
            (error: unknown) => error,
          );
          await proxy.stop();
          return { ...place, outcome };
        });
        for (const { outcome, ...place } of await Promise.all(outcomes)) {
          const isTyped = outcome === undefined || isLocationError(outcome);
          expect(isTyped, `${JSON.stringify(place)}: ${String(outcome)}`).toBe(true);
        }
      },
    );

    test("a server that is stopped for a while goes on with a put and a get", async () => {
      const session = await connectTo(server, { directory, options });
      const started = Promise.withResolvers<void>();
      const put = session.put("paused", body(volume), { ...calm, onProgress: () => started.resolve() });
      await started.promise;
      server.suspend();
      await delay(500);
      server.resume();
      await put;
      const stream = await session.get("paused", calm);
      server.suspend();
      const resume = delay(500).then(() => server.resume());
      const hash = createHash("sha256");
      for await (const data of stream) hash.update(data as Buffer);
      expect(hash.digest("hex")).toBe(digestOfVolume);
      await resume;
      await session.close();
    });

    test("a server that is killed in the middle of puts rejects them all, and none is half there", async () => {
      const session = await connectTo(server, { directory, options });
      const started = Promise.withResolvers<void>();
      const puts = ["one", "two"].map((name) =>
        session.put(name, body(volume), { ...calm, onProgress: () => started.resolve() }),
      );
      const outcomes = Promise.allSettled(puts);
      await started.promise;
      await server.restart();
      for (const outcome of await outcomes) {
        const error = { code: "connection-lost", retry: "new-session" };
        expect(outcome).toMatchObject({ status: "rejected", reason: error });
      }
      await session.close();
      const next = await connectTo(server, { directory, options });
      expect(await next.stat("one", calm)).toBeUndefined();
      await next.put("one", body(volume), calm);
      expect(await digest(next, "one")).toBe(digestOfVolume);
      await next.close();
    });
  });
});
