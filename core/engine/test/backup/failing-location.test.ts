import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Fault, faultyLocation, memoryLocation, MemoryServer } from "@holdfast/conformance";
import type { LocationErrorDetails } from "@holdfast/contract";
import type { BackupCore } from "@holdfast/core";
import { describe, expect } from "vitest";
import { content } from "../archive/sample-tree.ts";
import {
  failureOf,
  type GivenOptions,
  idsOf,
  jobTest,
  quickTransfer,
  rejectedIds,
  success,
} from "./job-test.ts";
import { storedFiles } from "./stored-files.ts";

const location = { location: "memory:///place" };
const manifest = /metadata\.json$/;
const secondVolume = /common\.000002\.tar/;

/** A test that backs up 200 kB, in a handful of volumes, to a location with faults. */
const faultyTest = jobTest.extend<{
  coreWith: (faults: readonly Fault[], options?: GivenOptions) => BackupCore;
}>({
  coreWith: async ({ directory, server, makeCore }, use) => {
    mkdirSync(join(directory, "source"));
    for (const name of ["one", "two"]) writeFileSync(join(directory, "source", name), content(100_000));
    await use((faults, options) => {
      const locations = [faultyLocation(memoryLocation({ localhost: server }), faults)];
      return makeCore({ locations, ...options });
    });
  },
});

function refusal(code: LocationErrorDetails["code"], retry: LocationErrorDetails["retry"]) {
  return { kind: "error", error: { code, retry, message: "Told to fail." } } as const;
}

describe("a location that fails now and then", () => {
  faultyTest("is tried again, as its errors say, and the job tells", async ({ coreWith }) => {
    const faults: Fault[] = [
      { on: "connect", nth: 1, effect: refusal("unreachable", "new-session") },
      { on: "put", nth: 2, effect: refusal("busy", "same-session") },
      { on: "put", nth: 4, effect: { kind: "connection-lost" } },
      { on: "put", nth: 6, effect: { kind: "answer-lost" } },
      { on: "get", nth: 1, effect: { kind: "cut", bytes: 1000 } },
    ];
    const retry = { ...quickTransfer.retry, tries: 6 };
    const core = coreWith(faults, { settings: { transfer: { ...quickTransfer, retry } } });
    const status = await success(core.backUp({ location }));
    const retries = status.messages.filter(({ id }) => id === "holdfast.transfer.retrying");
    // A lost connection takes along what else was under way on it.
    expect(retries.length).toBeGreaterThanOrEqual(5);
    expect(retries.map(({ args }) => args[2])).toContain("The location is busy: Told to fail.");
    expect(await core.verify({ location, archive: "latest" })).toMatchObject({ extent: "content" });
  });

  faultyTest(
    "is not tried again when its error says that it is useless, or too often",
    async ({ coreWith }) => {
      const never = coreWith([{ on: "put", nth: 3, effect: refusal("forbidden", "never") }]);
      const status = await never.backUp({ location }).finished;
      expect(idsOf(status)).toEqual(["holdfast.backup.not-sealed", "holdfast.location.forbidden"]);
      await never.close();
      const always = coreWith([{ on: "put", effect: refusal("timeout", "same-session") }]);
      expect(await failureOf(always.backUp({ location }))).toBe("holdfast.location.timeout");
    },
  );

  faultyTest("that refuses more sessions gets fewer", async ({ coreWith }) => {
    const refused = [2, 3, 4, 5].map((nth): Fault => ({
      on: "connect",
      nth,
      effect: refusal("busy", "new-session"),
    }));
    const status = await success(coreWith(refused).backUp({ location }));
    expect(idsOf(status)).not.toContain("holdfast.transfer.retrying");
  });
});

describe("a location that does not keep what it is given", () => {
  const flip = { kind: "flip", byte: 700 } as const;
  const flips: readonly { what: string; faults: readonly Fault[] }[] = [
    { what: "a volume as it is stored", faults: [{ on: "put", nth: 1, path: secondVolume, effect: flip }] },
    { what: "a volume as it is read", faults: [{ on: "get", nth: 1, path: secondVolume, effect: flip }] },
    {
      what: "a volume cut short",
      faults: [{ on: "put", nth: 1, path: secondVolume, effect: { kind: "truncate", bytes: 9 } }],
    },
    {
      what: "SHA256SUMS",
      faults: [{ on: "put", nth: 1, path: /SHA256SUMS/, effect: { kind: "flip", byte: 3 } }],
    },
    {
      what: "the HMAC",
      faults: [{ on: "put", nth: 1, path: /hmac/, effect: { kind: "truncate", bytes: 9 } }],
    },
    {
      what: "a key slot",
      faults: [{ on: "put", nth: 1, path: /escrow/, effect: { kind: "flip", byte: 99 } }],
    },
    {
      what: "the manifest",
      faults: [{ on: "put", nth: 1, path: manifest, effect: { kind: "flip", byte: 99 } }],
    },
  ];
  faultyTest.for(flips)("gets $what again", async ({ faults }, { coreWith, escrow }) => {
    const core = coreWith(faults);
    await success(core.backUp({ location, recipients: [escrow.recipient.toString()] }));
    const key = { identities: [escrow.toText()] };
    expect(await core.verify({ location, archive: "latest", key })).toMatchObject({ extent: "content" });
  });

  faultyTest.for([secondVolume, /SHA256SUMS$/, manifest])(
    "fails the job when %s never comes back right, and no archive is left",
    async (path, { coreWith, server }) => {
      const core = coreWith([{ on: "get", path, effect: { kind: "flip", byte: 20 } }]);
      expect(await failureOf(core.backUp({ location }))).toBe("holdfast.backup.not-kept");
      expect(await core.list({ location })).toEqual([]);
      await core.close();
      expect([...storedFiles(server).keys()].filter((name) => manifest.test(name))).toEqual([]);
    },
  );
});

describe("a location that takes no more bytes", () => {
  const settings = { transfer: { ...quickTransfer, stallMs: 400 } };

  faultyTest.for<Fault>([
    { on: "connect", effect: { kind: "stall" } },
    { on: "put", path: secondVolume, effect: { kind: "stall" } },
    { on: "get", path: secondVolume, effect: { kind: "stall" } },
    { on: "put", path: manifest, effect: { kind: "stall" } },
  ])("stalls at $on, and fails the job soon", async (fault, { coreWith }) => {
    const core = coreWith([fault], { settings });
    expect(await failureOf(core.backUp({ location }))).toBe("holdfast.transfer.stalled");
  });

  faultyTest("fails the job even if its plugin ignores that it was aborted", async ({ coreWith, server }) => {
    const plugin = memoryLocation({ localhost: server });
    const deaf = {
      ...plugin,
      connect: async (...given: Parameters<typeof plugin.connect>) => {
        const session = await plugin.connect(...given);
        return Object.assign(session, { put: () => new Promise<void>(() => undefined) });
      },
    };
    const core = coreWith([], { settings, locations: [deaf] });
    expect(await failureOf(core.backUp({ location }))).toBe("holdfast.transfer.stalled");
  });

  faultyTest("ends listing and verifying, too", async ({ coreWith }) => {
    const core = coreWith([{ on: "stat", effect: { kind: "stall" } }], { settings });
    expect(await rejectedIds(core.verify({ location, archive: "M_1.0_20270101-000000_" }))).toEqual([
      "holdfast.transfer.stalled",
    ]);
    const plugin = memoryLocation();
    const connect = async (...given: Parameters<typeof plugin.connect>) => {
      const deaf = { stat: () => new Promise<never>(() => undefined) };
      return Object.assign(await plugin.connect(...given), deaf);
    };
    const deaf = coreWith([], { settings, locations: [{ ...plugin, connect }] });
    expect(await rejectedIds(deaf.verify({ location, archive: "M_1.0_20270101-000000_" }))).toEqual([
      "holdfast.transfer.stalled",
    ]);
    const unreachable = coreWith([{ on: "connect", effect: refusal("unreachable", "new-session") }], {
      settings: {
        transfer: { ...settings.transfer, retry: { tries: 9, firstDelayMs: 60_000, longestDelayMs: 60_000 } },
      },
    });
    expect(await rejectedIds(unreachable.list({ location }))).toEqual(["holdfast.transfer.stalled"]);
  });
});

describe("a commit whose answer is lost", () => {
  faultyTest("is a success when the manifest has arrived", async ({ coreWith, server }) => {
    const lost: Fault = { on: "put", path: manifest, effect: { kind: "answer-lost" } };
    const status = await success(coreWith([lost]).backUp({ location }));
    expect(status.progress).toBe(100);
    expect([...storedFiles(server).keys()].filter((name) => manifest.test(name))).toHaveLength(1);
  });

  faultyTest(
    "is a failure when it has not, and the next job removes what is left",
    async ({ coreWith, server }) => {
      const lost: Fault = { on: "put", path: manifest, effect: { kind: "connection-lost" } };
      const core = coreWith([lost]);
      expect(await failureOf(core.backUp({ location }))).toBe("holdfast.location.connection-lost");
      await core.close();
      expect(await coreWith([]).list({ location })).toEqual([]);
      const status = await success(coreWith([]).backUp({ location }));
      expect(idsOf(status)).toContain("holdfast.backup.swept");
      const directories = new Set([...storedFiles(server).keys()].map((path) => path.split("/")[3]));
      expect(directories.size).toBe(1);
    },
  );

  faultyTest("is made under a partial name where a put is not atomic", async ({ coreWith }) => {
    const server = new MemoryServer({ capabilities: { atomicPut: false } });
    const lost: Fault = { on: "rename", effect: { kind: "answer-lost" }, nth: 1 };
    const core = coreWith([], { locations: [faultyLocation(memoryLocation({ localhost: server }), [lost])] });
    await success(core.backUp({ location }));
    expect([...storedFiles(server).keys()].filter((name) => /metadata\.json/.test(name))).toHaveLength(1);
  });
});

describe("what fails one operation", () => {
  faultyTest("ends the others: nothing is stored once the job has failed", async ({ coreWith, server }) => {
    const slow: Fault = { on: "put", path: /000001\.tar/, effect: { kind: "delay", milliseconds: 700 } };
    const core = coreWith([slow, { on: "put", path: secondVolume, effect: refusal("no-space", "never") }]);
    expect(await failureOf(core.backUp({ location, verify: "none" }))).toBe("holdfast.location.no-space");
    await core.close();
    await new Promise((resolve) => setTimeout(resolve, 900));
    expect([...storedFiles(server).keys()]).toEqual([]);
  });
});
