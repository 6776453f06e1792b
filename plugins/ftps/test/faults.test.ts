import { isLocationError } from "@holdfast/contract";
import { describeWith, startTcpProxy } from "@holdfast/testservers";
import { randomBytes } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import { body, calm, connectTo } from "./connecting.ts";
import { kinds } from "./servers.ts";

const hurried = { timeouts: { connectMs: 3000, idleMs: 10_000 } };

for (const { name, tls, start } of kinds) {
  await describeWith({ describe, test, afterAll }, name, start, (server) => {
    describe(`${tls} TLS`, () => {
      test.each(["reset", "end", "flip"] as const)(
        "a login that meets a %s rejects with a LocationError",
        async (fault) => {
          const places = (["to-server", "to-client"] as const).flatMap((direction) =>
            [0, 5, 30, 100, 600, 1500, 3000, 4000].map((after) => ({ direction, after })),
          );
          const outcomes = places.map(async (place) => {
            const proxy = await startTcpProxy(server.port, { [fault]: place });
            const attempt = connectTo(server, tls, hurried, { port: proxy.port });
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

      test("a handshake that meets a black hole ends with timeout", async () => {
        const proxy = await startTcpProxy(server.port, { blackhole: { direction: "to-client", after: 300 } });
        const attempt = connectTo(server, tls, hurried, { port: proxy.port });
        await expect(attempt).rejects.toMatchObject({ code: "timeout", retry: "new-session" });
        await proxy.stop();
      });

      test("a put whose control connection is cut is lost, although its data still flows", async () => {
        const proxy = await startTcpProxy(server.port, {});
        const session = await connectTo(server, tls, {}, { port: proxy.port });
        const cut = (): void => void proxy.stop();
        const put = session.put("cut", body(randomBytes(32 * 1024 * 1024)), { ...calm, onProgress: cut });
        await expect(put).rejects.toMatchObject({ code: "connection-lost", retry: "new-session" });
        await session.close();
      });
    });
  });
}
