import type { LocationPlugin, LocationSession } from "@holdfast/contract";
import { type Fault, faultyLocation, memoryLocation, MemoryServer } from "@holdfast/conformance";
import { expect, test } from "vitest";
import { isProblem } from "../../src/messages/catalogue.ts";
import { failure } from "../../src/messages/holdfast-error.ts";
import { type CheckStep, LocationCheck } from "../../src/transfer/location-check.ts";
import { LocationOpener } from "../../src/transfer/location-opener.ts";
import { PluginRegistry } from "../../src/transfer/plugin-registry.ts";

const location = "memory:///backups";
const retry = { tries: 2, firstDelayMs: 1, longestDelayMs: 1 };
const timeouts = { connectMs: 5000, idleMs: 5000 };

function checkOf(plugin: LocationPlugin, stallMs = 5000): LocationCheck {
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };
  const resolve = () => Promise.resolve([]);
  const opener = new LocationOpener(
    new PluginRegistry([plugin]),
    { timeouts, stallMs, retry },
    log,
    (trust) => trust,
    () => resolve,
  );
  return new LocationCheck(opener);
}

async function run(plugin: LocationPlugin, stallMs?: number) {
  const steps: CheckStep[] = [];
  const passed = await checkOf(plugin, stallMs).run({ location }, (step) => steps.push(step));
  const failed = steps.filter(({ outcome }) => outcome === "failed");
  const said = Object.fromEntries(steps.map(({ name, message }) => [name, message.id]));
  return { passed, steps, failed, said };
}

/** What lies at the location, without the directory that the first file made. */
function left(server: MemoryServer): readonly string[] {
  const node = server.tree.find(["backups"]);
  return node?.kind === "directory" ? [...node.entries.keys()] : [];
}

function faulty(server: MemoryServer, ...faults: Fault[]): LocationPlugin {
  return faultyLocation(memoryLocation({ localhost: server }), faults);
}

function changed(server: MemoryServer, change: (session: LocationSession) => Partial<LocationSession>) {
  const plugin: LocationPlugin = memoryLocation({ localhost: server });
  return {
    ...plugin,
    connect: async (...given: Parameters<LocationPlugin["connect"]>) => {
      const session = await plugin.connect(...given);
      return Object.assign(session, change(session));
    },
  };
}

const allSteps = [
  "connect",
  "free-space",
  "write",
  "read",
  "range",
  "list",
  "rename",
  "clock",
  "volume",
  "sessions",
  "delete",
];

test("a good location passes every step and is left as it was", async () => {
  const server = new MemoryServer();
  const { passed, steps, said } = await run(memoryLocation({ localhost: server }));
  expect(steps.map(({ name }) => name)).toEqual(allSteps);
  expect(steps.map(({ outcome }) => outcome)).toEqual(allSteps.map(() => "ok"));
  expect(passed).toBe(true);
  expect(said).toMatchObject({ clock: "holdfast.check.clock", sessions: "holdfast.check.sessions" });
  expect(left(server)).toEqual([]);
});

test.each([
  { without: "read", off: { read: false, readFromOffset: false }, steps: ["read", "range", "clock"] },
  { without: "readFromOffset", off: { readFromOffset: false }, steps: ["range"] },
  { without: "list", off: { list: false }, steps: ["list"] },
  { without: "atomicRename", off: { atomicRename: false }, steps: ["rename"] },
  { without: "freeSpace", off: { freeSpace: false }, steps: ["free-space"] },
  { without: "remove", off: { remove: false }, steps: ["delete"] },
])("without $without, $steps are unsupported and nothing fails", async ({ without, off, steps }) => {
  const server = new MemoryServer({ capabilities: off });
  const { passed, steps: done } = await run(memoryLocation({ localhost: server }));
  const unsupported = done.filter(({ outcome }) => outcome === "unsupported");
  expect(unsupported.map(({ name }) => name)).toEqual(steps);
  expect(passed).toBe(true);
  expect(left(server)).toHaveLength(without === "remove" ? 1 : 0);
});

test("a location that cannot be reached fails at once", async () => {
  const server = new MemoryServer({ password: "asked for" });
  const { passed, steps } = await run(memoryLocation({ localhost: server }));
  expect(passed).toBe(false);
  expect(steps).toMatchObject([
    { name: "connect", outcome: "failed", message: { id: "holdfast.location.unauthenticated" } },
  ]);
});

test("nothing more is tried at a location that takes no file", async () => {
  const { passed, steps } = await run(memoryLocation({ localhost: new MemoryServer({ readOnly: true }) }));
  expect(passed).toBe(false);
  expect(steps.map(({ name }) => name)).toEqual(["connect", "free-space", "write"]);
  expect(steps[2]).toMatchObject({ outcome: "failed", message: { id: "holdfast.location.forbidden" } });
});

test("one bit that differs fails the step that reads it, and the others go on", async () => {
  const server = new MemoryServer();
  const plugin = faulty(server, { on: "put", path: /volume$/, effect: { kind: "flip", byte: 16_000_000 } });
  const { passed, steps, failed } = await run(plugin);
  expect(passed).toBe(false);
  expect(failed).toMatchObject([{ name: "volume", message: { id: "holdfast.check.content-differs" } }]);
  expect(steps.at(-1)).toMatchObject({ name: "delete", outcome: "ok" });
  expect(left(server)).toEqual([]);
});

test("a range that begins elsewhere fails", async () => {
  const plugin = changed(new MemoryServer(), (session) => {
    const get = session.get.bind(session);
    return {
      get: (path, options) => get(path, options.offset === undefined ? options : { ...options, offset: 0 }),
    };
  });
  const { failed } = await run(plugin);
  expect(failed).toMatchObject([{ name: "range", message: { id: "holdfast.check.content-differs" } }]);
});

test("a listing without the file, a rename and a removal that only pretend fail", async () => {
  const server = new MemoryServer();
  const plugin = changed(server, () => ({
    list: async function* () {},
    rename: () => Promise.resolve(),
    remove: () => Promise.resolve(),
  }));
  const { passed, failed } = await run(plugin);
  expect(passed).toBe(false);
  expect(failed.map(({ name, message }) => [name, message.id])).toEqual([
    ["list", "holdfast.check.not-listed"],
    ["rename", "holdfast.check.still-there"],
    ["delete", "holdfast.check.still-there"],
  ]);
});

test("a server whose clock is more than three minutes off passes with a problem", async () => {
  const plugin = changed(new MemoryServer(), (session) => {
    const stat = session.stat.bind(session);
    return {
      stat: async (path, options) => {
        const info = await stat(path, options);
        return info?.modified === undefined
          ? info
          : { ...info, modified: new Date(info.modified.getTime() - 600_000) };
      },
    };
  });
  const { passed, steps } = await run(plugin);
  const clock = steps.find(({ name }) => name === "clock");
  expect(passed).toBe(true);
  expect(clock?.message).toMatchObject({ id: "holdfast.check.clock-differs", args: ["600"] });
  expect(isProblem(clock!.message)).toBe(true);
});

test("a server that refuses the third session is told of, and passes", async () => {
  const error = { code: "busy", retry: "new-session", message: "Too many sessions." } as const;
  const third = [3, 4, 5, 6, 7, 8].map((nth): Fault => ({
    on: "connect",
    nth,
    effect: { kind: "error", error },
  }));
  const { passed, steps } = await run(faulty(new MemoryServer(), ...third));
  expect(passed).toBe(true);
  expect(steps.find(({ name }) => name === "sessions")?.message).toMatchObject({
    id: "holdfast.check.fewer-sessions",
    args: ["2", "8"],
  });
});

test("a server that stops taking bytes ends the check, which then tidies up", async () => {
  const server = new MemoryServer();
  const plugin = faulty(server, { on: "put", path: /volume$/, nth: 1, effect: { kind: "stall" } });
  const { passed, steps } = await run(plugin, 200);
  expect(passed).toBe(false);
  expect(steps.at(-1)).toMatchObject({
    name: "volume",
    outcome: "failed",
    message: { id: "holdfast.transfer.stalled" },
  });
  expect(left(server)).toEqual([]);
});

test("a removal that fails once is made up for", async () => {
  const error = { code: "forbidden", retry: "never", message: "Not now." } as const;
  const server = new MemoryServer();
  const { failed } = await run(faulty(server, { on: "remove", nth: 2, effect: { kind: "error", error } }));
  expect(failed).toMatchObject([{ name: "delete", message: { id: "holdfast.location.forbidden" } }]);
  expect(left(server)).toEqual([]);
});

test("an abort rejects with its reason and leaves nothing behind", async () => {
  const server = new MemoryServer();
  const abort = new AbortController();
  const steps: CheckStep[] = [];
  const check = checkOf(memoryLocation({ localhost: server })).run(
    { location },
    (step) => {
      steps.push(step);
      if (step.name === "rename") abort.abort(failure("holdfast.job.cancelled"));
    },
    abort.signal,
  );
  await expect(check).rejects.toMatchObject({ messages: [{ id: "holdfast.job.cancelled" }] });
  expect(steps.at(-1)).toMatchObject({ name: "rename" });
  expect(left(server)).toEqual([]);
});

test("what a put that was cut off leaves under another name is removed, too", async () => {
  const server = new MemoryServer();
  const abort = new AbortController();
  const plugin = changed(server, (session) => {
    const put = session.put.bind(session);
    return {
      put: async (path, body, options) => {
        await put(path, body, options);
        if (!path.endsWith("/volume")) return;
        await put(`${path}.part-1`, body, options);
        abort.abort(failure("holdfast.job.cancelled"));
      },
    };
  });
  const check = checkOf(plugin).run({ location }, () => undefined, abort.signal);
  await expect(check).rejects.toMatchObject({ messages: [{ id: "holdfast.job.cancelled" }] });
  expect(left(server)).toEqual([]);
});

test("a location that cannot be used is refused before any step", async () => {
  const check = checkOf(memoryLocation({ localhost: new MemoryServer() }));
  const steps: CheckStep[] = [];
  const run = check.run({ location: "nowhere://x/y" }, (step) => steps.push(step));
  await expect(run).rejects.toMatchObject({ errorType: "INVALID_ARGUMENT" });
  expect(steps).toEqual([]);
});
