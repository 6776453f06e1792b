import type { LocationPlugin, LocationSession } from "@holdfast/contract";
import { type Fault, faultyLocation, memoryLocation, MemoryServer } from "@holdfast/conformance";
import { describe, expect, test } from "vitest";
import { failure } from "../../src/messages/holdfast-error.ts";
import { LocationOpener } from "../../src/transfer/location-opener.ts";
import { LocationTuning, type TuneLimits, type TuneTrial } from "../../src/transfer/location-tuning.ts";
import { PluginRegistry } from "../../src/transfer/plugin-registry.ts";

const location = "memory:///backups";
const volumeSize = 256 * 1024;
const windows = ["256", "512", "2048", "4096"];

/** A memory location with the option `window`, which its sessions can be changed by. */
function withWindow(
  plugin: LocationPlugin,
  change: (session: LocationSession, window: string | undefined) => Partial<LocationSession> = () => ({}),
): LocationPlugin {
  return {
    ...plugin,
    options: [{ name: "window", meaning: "for this test", default: "1024" }],
    parse: (address) => ({
      target: plugin.parse({ ...address, options: {} }),
      window: address.options["window"],
    }),
    connect: async (given, context) => {
      const { target, window } = given as { target: unknown; window: string | undefined };
      const session = await plugin.connect(target, context);
      return Object.assign(session, change(session, window));
    },
  };
}

/** @param now the time that measuring goes by */
function tuning(plugin: LocationPlugin, now = () => performance.now()): LocationTuning {
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };
  const retry = { tries: 2, firstDelayMs: 1, longestDelayMs: 1 };
  const settings = { timeouts: { connectMs: 5000, idleMs: 60_000 }, stallMs: 60_000, retry };
  const resolve = () => () => Promise.resolve([]);
  const opener = new LocationOpener(new PluginRegistry([plugin]), settings, log, (trust) => trust, resolve);
  return new LocationTuning(opener, { volumeSize, atOnce: 3 }, now);
}

async function run(plugin: LocationPlugin, limits?: TuneLimits) {
  const told: unknown[] = [];
  const report = await tuning(plugin).run({ location }, (trial) => told.push(trial), limits);
  return { ...report, told, said: report.messages.map(({ id }) => id) };
}

/** What lies at the location, without the directory that the first file made. */
function left(server: MemoryServer): readonly string[] {
  const node = server.tree.find(["backups"]);
  return node?.kind === "directory" ? [...node.entries.keys()] : [];
}

function faulty(server: MemoryServer, ...faults: Fault[]): LocationPlugin {
  return faultyLocation(memoryLocation({ localhost: server }), faults);
}

const forbidden = { code: "forbidden", retry: "never", message: "Not now." } as const;

describe("at a good location", () => {
  test("every setting is tried after the location as it was given, and nothing stays", async () => {
    const server = new MemoryServer();
    const connected: string[] = [];
    const plugin = withWindow(memoryLocation({ localhost: server }), (_session, window = "as given") => {
      if (connected.at(-1) !== window) connected.push(window);
      return {};
    });
    const { trials, best, told, said } = await run(plugin);
    const tried = [{}, ...windows.map((window) => ({ window }))];
    expect(trials.map(({ options }) => options)).toEqual(tried);
    expect(told.slice(0, tried.length)).toMatchObject(tried.map((options) => ({ options })));
    expect(trials).toContain(best);
    for (const trial of trials) expect((trial as TuneTrial).bytesPerSecond).toBeGreaterThan(0);
    // What is better is measured again; the last session, with the options of the request, removes the directory.
    const again = best.options["window"] === undefined ? [] : ["as given", best.options["window"]];
    expect(connected).toEqual(["as given", ...windows, ...again, "as given"]);
    expect(told).toHaveLength(tried.length + again.length);
    expect(said).toEqual([]);
    expect(left(server)).toEqual([]);
  });

  test("without an option that bears on speed there is one trial, and that is said", async () => {
    const { trials, best, said } = await run(memoryLocation());
    expect(trials).toEqual([best]);
    expect(best.options).toEqual({});
    expect(said).toEqual(["holdfast.tune.nothing-to-set"]);
  });

  test("what cannot be read is measured by what is stored", async () => {
    const server = new MemoryServer({ capabilities: { read: false, readFromOffset: false } });
    const plugin = withWindow(memoryLocation({ localhost: server }), () => ({
      get: () => Promise.reject(new Error("It was read.")),
    }));
    const { trials } = await run(plugin);
    expect(trials).toHaveLength(1 + windows.length);
    expect(left(server)).toEqual([]);
  });

  test("never more than the named bytes lie there, in volumes that are all different", async () => {
    const server = new MemoryServer({ capacity: 2 * 32 * volumeSize });
    const seen = new Set<string>();
    let puts = 0;
    const plugin = withWindow(memoryLocation({ localhost: server }), (session) => {
      const put = session.put.bind(session);
      return {
        put: (path, body, options) => {
          puts++;
          seen.add(Buffer.concat(body.chunks.map((chunk) => chunk.slice(0, 64))).toString("hex"));
          return put(path, body, options);
        },
      };
    });
    const { trials } = await run(plugin);
    expect(trials.every((trial) => "bytesPerSecond" in trial)).toBe(true);
    // Files of one byte, which open the sessions, may be the same.
    expect(puts - seen.size).toBeLessThan(3 * trials.length);
  });
});

describe("what is better", () => {
  /** A location where a byte takes as long as `cost` says, by a clock that nothing else moves. */
  function timed(server: MemoryServer, cost: (window: string | undefined, connection: number) => number) {
    let now = 0;
    let connections = 0;
    const plugin = withWindow(memoryLocation({ localhost: server }), (session, window) => {
      const put = session.put.bind(session);
      const connection = ++connections;
      return {
        put: async (path, body, options) => {
          await put(path, body, options);
          now += (body.size / volumeSize) * cost(window, connection);
        },
      };
    });
    return tuning(plugin, () => now).run({ location }, () => undefined);
  }

  const speedOf = (cost: number): number => volumeSize / (cost / 1000);

  test("is chosen, with the mean of its two trials", async () => {
    const { trials, best, messages } = await timed(new MemoryServer(), (window) =>
      window === "4096" ? 0.5 : 1,
    );
    expect(best).toEqual({ options: { window: "4096" }, bytesPerSecond: expect.closeTo(speedOf(0.5), -2) });
    expect(trials).toContain(best);
    expect(trials).toHaveLength(1 + windows.length);
    expect(messages).toEqual([]);
  });

  test("is not chosen when it was so once only", async () => {
    const seen = new Set<number>();
    const { trials, best, messages } = await timed(new MemoryServer(), (window, connection) => {
      if (window === "4096") seen.add(connection);
      return window === "4096" && seen.size === 1 ? 0.94 : 1;
    });
    expect(seen.size).toBe(2);
    expect(best.options).not.toEqual({ window: "4096" });
    expect(trials).toContain(best);
    expect(messages).toEqual([]);
  });

  test("is flagged when it cannot be measured again", async () => {
    const seen = new Set<number>();
    const server = new MemoryServer();
    const { best, messages } = await timed(server, (window, connection) => {
      if (window === "4096") seen.add(connection);
      if (seen.size > 1) throw failure("holdfast.transfer.stalled", 60);
      return window === "4096" ? 0.5 : 1;
    });
    expect(best.options).toEqual({ window: "4096" });
    expect(messages).toMatchObject([{ id: "holdfast.tune.unconfirmed" }]);
    expect(left(server)).toEqual([]);
  });
});

describe("where something does not work", () => {
  test("a setting that fails says why, and the others are tried", async () => {
    const server = new MemoryServer();
    const plugin = withWindow(memoryLocation({ localhost: server }), (_session, window) =>
      window === "512" ? { put: () => Promise.reject(failure("holdfast.transfer.stalled", 60)) } : {},
    );
    const { trials, best, said } = await run(plugin);
    expect(trials).toHaveLength(1 + windows.length);
    expect(trials[2]).toMatchObject({
      options: { window: "512" },
      message: { id: "holdfast.transfer.stalled" },
    });
    expect(best.options).not.toEqual({ window: "512" });
    expect(said).toEqual([]);
    expect(left(server)).toEqual([]);
  });

  test("what is no error of a location ends it, and nothing stays", async () => {
    const server = new MemoryServer();
    const plugin = withWindow(memoryLocation({ localhost: server }), (_session, window) =>
      window === "512" ? { put: () => Promise.reject(new Error("A bug of the plugin.")) } : {},
    );
    await expect(run(plugin)).rejects.toThrow("A bug of the plugin.");
    expect(left(server)).toEqual([]);
  });

  test("a location that takes no file as it was given is the reason that there is no report", async () => {
    const plugin = withWindow(memoryLocation({ localhost: new MemoryServer({ readOnly: true }) }));
    await expect(run(plugin)).rejects.toMatchObject({ messages: [{ id: "holdfast.location.forbidden" }] });
  });

  test("one bit that comes back different is told", async () => {
    const server = new MemoryServer();
    const plugin = faulty(server, { on: "put", path: /volume-7$/, effect: { kind: "flip", byte: 100 } });
    await expect(run(plugin)).rejects.toMatchObject({ messages: [{ id: "holdfast.check.content-differs" }] });
    expect(left(server)).toEqual([]);
  });

  test("nothing is stored where nothing can be removed", async () => {
    const server = new MemoryServer({ capabilities: { remove: false } });
    const tuned = run(memoryLocation({ localhost: server }));
    await expect(tuned).rejects.toMatchObject({
      errorType: "UNSUPPORTED",
      messages: [{ id: "holdfast.tune.no-remove" }],
    });
    expect(left(server)).toEqual([]);
  });

  test("nothing is stored where it might fill the disk", async () => {
    const server = new MemoryServer({ capacity: 2 * 32 * volumeSize - 1 });
    await expect(run(memoryLocation({ localhost: server }))).rejects.toMatchObject({
      messages: [{ id: "holdfast.tune.little-space", args: ["16777215", "16777216"] }],
    });
    expect(left(server)).toEqual([]);
  });

  test("a file that cannot be removed ends it; what stays is named, once the reason is", async () => {
    const server = new MemoryServer();
    const plugin = faulty(server, { on: "remove", effect: { kind: "error", error: forbidden } });
    const error = await run(plugin).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      messages: [
        { id: "holdfast.location.forbidden" },
        { id: "holdfast.tune.left-behind", args: left(server) },
      ],
    });
    expect(left(server)).toHaveLength(1);
  });

  test("a directory that stays does not take the report away", async () => {
    const server = new MemoryServer();
    const path = /\.holdfast-tune-[0-9a-f]+$/;
    const plugin = faulty(server, { on: "remove", path, effect: { kind: "error", error: forbidden } });
    const { trials, messages } = await run(plugin);
    expect(trials).toHaveLength(1);
    expect(messages.at(-1)).toMatchObject({ id: "holdfast.tune.left-behind", args: left(server) });
  });

  test.each([Number.NaN, 4.9, 3601])("%d seconds are refused before any I/O", async (seconds) => {
    const plugin = withWindow(memoryLocation(), () => expect.unreachable());
    await expect(run(plugin, { seconds })).rejects.toMatchObject({
      errorType: "INVALID_ARGUMENT",
      messages: [{ id: "holdfast.tune.bad-seconds" }],
    });
  });
});

describe("an end before all is tried", () => {
  test.each([1, 5, 20])(
    "an abort at put %d rejects with its reason and leaves nothing behind",
    async (nth) => {
      const server = new MemoryServer();
      const abort = new AbortController();
      let puts = 0;
      const plugin = withWindow(memoryLocation({ localhost: server }), (session) => {
        const put = session.put.bind(session);
        return {
          put: (path, body, options) => {
            const stored = put(path, body, options);
            if (++puts === nth) abort.abort(failure("holdfast.job.cancelled"));
            return stored;
          },
        };
      });
      const error = await run(plugin, { signal: abort.signal }).catch((reason: unknown) => reason);
      expect(abort.signal.aborted).toBe(true);
      expect(error).toBe(abort.signal.reason);
      expect(puts).toBeGreaterThanOrEqual(nth);
      expect(left(server)).toEqual([]);
    },
  );

  test("what a put that was cut off leaves under another name goes, too, when it comes late as well", async () => {
    const server = new MemoryServer();
    const abort = new AbortController();
    const plugin = withWindow(memoryLocation({ localhost: server }), (session) => {
      const put = session.put.bind(session);
      const remove = session.remove.bind(session);
      let late = 1;
      return {
        put: async (path, body, options) => {
          await put(path, body, options);
          if (!path.endsWith("volume-5")) return;
          await put(`${path}.part-1`, body, options);
          abort.abort(failure("holdfast.job.cancelled"));
        },
        remove: async (path, options) => {
          const directory = /\.holdfast-tune-[0-9a-f]+$/.test(path);
          if (directory && late-- > 0) await put(`${path}/late.part-2`, { size: 0, chunks: [] }, options);
          await remove(path, options);
        },
      };
    });
    const error = await run(plugin, { signal: abort.signal }).catch((reason: unknown) => reason);
    expect(error).toBe(abort.signal.reason);
    expect(left(server)).toEqual([]);
  });

  test.concurrent("nothing measured in the time is an error", async () => {
    const server = new MemoryServer();
    const plugin = faulty(server, { on: "put", nth: 3, effect: { kind: "stall" } });
    await expect(run(plugin, { seconds: 5 })).rejects.toMatchObject({
      errorType: "TIMED_OUT",
      messages: [{ id: "holdfast.tune.too-slow", args: ["5"] }],
    });
    expect(left(server)).toEqual([]);
  });

  test.concurrent("what was measured in the time counts, and what was not is said", async () => {
    const server = new MemoryServer();
    const never = new Promise<never>(() => undefined);
    const plugin = withWindow(memoryLocation({ localhost: server }), (_session, window) =>
      window === "512" ? { put: () => never } : {},
    );
    const { trials, messages } = await run(plugin, { seconds: 5 });
    expect(trials.map(({ options }) => options)).toEqual([{}, { window: "256" }]);
    expect(messages).toMatchObject([{ id: "holdfast.tune.unfinished", args: ["2", "5"] }]);
    expect(left(server)).toEqual([]);
  });
});
