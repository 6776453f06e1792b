import { connectNfs } from "@holdfast/location-nfs/client";
import fc from "fast-check";
import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { body, calm } from "./connecting.ts";
import { type Behaviour, startForgetfulServer } from "./forgetful-server.ts";

const kibibyte = 1024;
const content = randomBytes(600 * kibibyte);

/** Puts the content with small requests. @returns what the server has, and how often progress was told */
async function put(behaviour: Behaviour) {
  const server = await startForgetfulServer(behaviour);
  const nfs = await connectNfs({
    host: "127.0.0.1",
    port: server.port,
    mountPort: server.port,
    path: "/export",
    version: "3",
    requestBytes: 32 * kibibyte,
    windowBytes: 128 * kibibyte,
  });
  let told = 0;
  try {
    await nfs.put("file", body(content), { ...calm, onProgress: (bytes) => (told += bytes) });
    return { published: server.published(), told, restarts: server.restarts(), error: undefined };
  } catch (error) {
    return { published: server.published(), told, restarts: server.restarts(), error };
  } finally {
    await nfs.close();
    server.stop();
  }
}

test("a put is done only when the server has all of it on stable storage, whenever it is restarted", async () => {
  let repeated = 0;
  const behaviours = fc.record({
    restartsAt: fc.uniqueArray(fc.nat(60), { maxLength: 2 }).map((numbers) => new Set(numbers)),
    mostBytes: fc.constantFrom(2 ** 20, 20 * kibibyte, 32 * kibibyte - 1),
    isStable: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(behaviours, async (behaviour) => {
      const { published, told, restarts, error } = await put(behaviour);
      expect(error).toBeUndefined();
      expect(published?.equals(content)).toBe(true);
      expect(told).toBe(content.length);
      if (restarts > 0) repeated += 1;
    }),
    { numRuns: 60 },
  );
  expect(repeated).toBeGreaterThan(5);
});

test("a server that is restarted again and again is given up, and nothing is published", async () => {
  const restartsAt = new Set(Array.from({ length: 1000 }, (_, index) => index));
  const { published, error } = await put({ restartsAt, mostBytes: 2 ** 20, isStable: false });
  expect(error).toMatchObject({ name: "LocationError", code: "unexpected", retry: "new-session" });
  expect(published).toBeUndefined();
});
