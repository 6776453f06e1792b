import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import {
  connectContext,
  type Fault,
  faultyLocation,
  memoryLocation,
  MemoryServer,
} from "@holdfast/conformance";
import type { LocationSession } from "@holdfast/contract";

const target = { host: "", directory: [] };
const calm = { signal: new AbortController().signal };
const content = Uint8Array.from({ length: 200_000 }, (_, index) => index % 251);

function bodyOf(bytes: Uint8Array): { size: number; chunks: Uint8Array[] } {
  return { size: bytes.length, chunks: [bytes.subarray(0, 70_000), bytes.subarray(70_000)] };
}

async function read(session: LocationSession, path = "file"): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await session.get(path, calm)) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

function differences(found: Uint8Array): number[] {
  return [...found.keys()].filter((at) => found[at] !== content[at]);
}

async function connect(faults: readonly Fault[], server = new MemoryServer()): Promise<LocationSession> {
  return faultyLocation(memoryLocation({ localhost: server }), faults).connect(target, connectContext());
}

const busy = { code: "busy", retry: "same-session", message: "Later." } as const;

test("without faults nothing changes", async () => {
  const session = await connect([]);
  await session.put("file", bodyOf(content), calm);
  expect(await read(session)).toEqual(Buffer.from(content));
  expect(await Array.fromAsync(session.list("", calm))).toMatchObject([{ name: "file", size: 200_000 }]);
  await session.rename("file", "new", calm);
  await session.remove("new", calm);
  expect(await session.stat("new", calm)).toBeUndefined();
  expect(await session.freeSpace(calm)).toBe(2 ** 40);
});

test("the nth call fails, counted over all sessions, and only for paths that match", async () => {
  const plugin = faultyLocation(memoryLocation(), [
    { on: "put", nth: 2, path: /^volume/, effect: { kind: "error", error: busy } },
  ]);
  const [one, two] = [
    await plugin.connect(target, connectContext()),
    await plugin.connect(target, connectContext()),
  ];
  await one.put("volume-1", bodyOf(content), calm);
  await two.put("other", bodyOf(content), calm);
  await expect(two.put("volume-2", bodyOf(content), calm)).rejects.toMatchObject(busy);
  expect(await one.stat("volume-2", calm)).toBeUndefined();
  await two.put("volume-2", bodyOf(content), calm);
});

test("a connect can fail", async () => {
  const plugin = faultyLocation(memoryLocation(), [
    { on: "connect", nth: 1, effect: { kind: "error", error: busy } },
  ]);
  await expect(plugin.connect(target, connectContext())).rejects.toMatchObject(busy);
  await plugin.connect(target, connectContext());
});

describe("a lost connection", () => {
  const lost = { code: "connection-lost", retry: "new-session" };

  test("ends the session, and the operation did nothing", async () => {
    const server = new MemoryServer();
    const session = await connect([{ on: "put", nth: 1, effect: { kind: "connection-lost" } }], server);
    await expect(session.put("file", bodyOf(content), calm)).rejects.toMatchObject(lost);
    await expect(session.stat("file", calm)).rejects.toMatchObject(lost);
    expect(await (await connect([], server)).stat("file", calm)).toBeUndefined();
  });

  test("before the answer leaves the operation done", async () => {
    const server = new MemoryServer();
    const session = await connect([{ on: "put", nth: 1, effect: { kind: "answer-lost" } }], server);
    await expect(session.put("file", bodyOf(content), calm)).rejects.toMatchObject(lost);
    expect(await read(await connect([], server))).toEqual(Buffer.from(content));
  });

  test.each([
    { atomicPut: true, left: undefined },
    { atomicPut: false, left: 100_000 },
  ])("in the middle of a put leaves $left bytes with atomicPut $atomicPut", async ({ atomicPut, left }) => {
    const server = new MemoryServer({ capabilities: { atomicPut } });
    const session = await connect([{ on: "put", effect: { kind: "cut", bytes: 100_000 } }], server);
    await expect(session.put("file", bodyOf(content), calm)).rejects.toMatchObject(lost);
    expect((await (await connect([], server)).stat("file", calm))?.size).toBe(left);
  });

  test("in the middle of a get errors the stream after the bytes that arrived", async () => {
    const session = await connect([{ on: "get", effect: { kind: "cut", bytes: 100_000 } }]);
    await session.put("file", bodyOf(content), calm);
    let arrived = 0;
    const reading = (async () => {
      for await (const chunk of await session.get("file", calm)) arrived += (chunk as Uint8Array).length;
    })();
    await expect(reading).rejects.toMatchObject(lost);
    expect(arrived).toBe(100_000);
  });
});

describe("silent damage", () => {
  test.each([0, 69_999, 70_000, 199_999])("flips one bit of byte %i of a get", async (byte) => {
    const session = await connect([{ on: "get", nth: 1, effect: { kind: "flip", byte } }]);
    await session.put("file", bodyOf(content), calm);
    const damaged = await read(session);
    expect(differences(damaged)).toEqual([byte]);
    expect(damaged[byte]).toBe((content[byte] ?? 0) ^ 1);
    expect(differences(await read(session))).toEqual([]);
  });

  test("flips one bit of what a put stores, and leaves the caller's chunks alone", async () => {
    const session = await connect([{ on: "put", effect: { kind: "flip", byte: 70_001 } }]);
    const given = content.slice();
    await session.put("file", bodyOf(given), calm);
    expect(differences(given)).toEqual([]);
    expect(differences(await read(session))).toEqual([70_001]);
  });

  test.each(["put", "get"] as const)("cuts off the end of a %s", async (on) => {
    const session = await connect([{ on, effect: { kind: "truncate", bytes: 123_456 } }]);
    await session.put("file", bodyOf(content), calm);
    expect(await read(session)).toHaveLength(123_456);
  });
});

test("a disk is full after so many bytes of all puts", async () => {
  const session = await connect([{ on: "put", effect: { kind: "full", bytes: 450_000 } }]);
  await session.put("one", bodyOf(content), calm);
  await session.put("two", bodyOf(content), calm);
  await expect(session.put("three", bodyOf(content), calm)).rejects.toMatchObject({ code: "no-space" });
  await session.put("small", bodyOf(content.subarray(0, 50_000)), calm);
});

describe("a stall", () => {
  const stalled: Fault = { on: "put", effect: { kind: "stall" } };

  test("lasts until the operation is aborted", async () => {
    const session = await connect([stalled]);
    const control = new AbortController();
    const put = session.put("file", bodyOf(content), { signal: control.signal });
    await nextTurn();
    const reason = new Error("enough");
    control.abort(reason);
    await expect(put).rejects.toBe(reason);
  });

  test("lasts until the session is closed", async () => {
    const session = await connect([stalled]);
    const put = session.put("file", bodyOf(content), calm);
    await Promise.all([
      expect(put).rejects.toMatchObject({ code: "connection-lost" }),
      nextTurn().then(() => session.close()),
    ]);
  });
});

test("a delay ends with the operation, or with an abort", async () => {
  const slow = await connect([{ on: "stat", effect: { kind: "delay", milliseconds: 1 } }]);
  expect(await slow.stat("file", calm)).toBeUndefined();
  const slower = await connect([{ on: "stat", effect: { kind: "delay", milliseconds: 1_000_000 } }]);
  const reason = new Error("enough");
  const control = new AbortController();
  const stat = slower.stat("file", { signal: control.signal });
  control.abort(reason);
  await expect(stat).rejects.toBe(reason);
});
