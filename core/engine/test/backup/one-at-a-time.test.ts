import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Fault, faultyLocation, memoryLocation } from "@holdfast/conformance";
import { directoryPart, isHoldfastError } from "@holdfast/core";
import { describe, expect } from "vitest";
import { content } from "../archive/sample-tree.ts";
import { newJob, transition } from "../../src/job/transition.ts";
import { StateStore } from "../../src/state/state-store.ts";
import { StoredArchive } from "../restore/stored-archive.ts";
import { failureOf, idsOf, jobTest, success } from "./job-test.ts";
import { storedFiles } from "./stored-files.ts";

const location = { location: "memory:///place" };

const systemTest = jobTest.extend<{ source: string }>({
  source: [
    async ({ directory }, use) => {
      const source = join(directory, "source");
      mkdirSync(source);
      writeFileSync(join(source, "file"), content(20_000));
      await use(source);
    },
    { auto: true },
  ],
});

function thrownBy(work: () => unknown): readonly string[] {
  try {
    work();
    return [];
  } catch (error) {
    if (!isHoldfastError(error)) throw error;
    return [error.errorType, ...idsOf(error)];
  }
}

describe("a second job", () => {
  systemTest("is refused while one runs, in this core and in another", async ({ makeCore, server }) => {
    const slow: Fault = { on: "put", path: /SHA256SUMS/, effect: { kind: "delay", milliseconds: 500 } };
    const core = makeCore({ locations: [faultyLocation(memoryLocation({ localhost: server }), [slow])] });
    const other = makeCore();
    const job = core.backUp({ location });
    for (const each of [core, other]) {
      expect(thrownBy(() => each.backUp({ location }))).toEqual([
        "FEATURE_IN_USE",
        "holdfast.job.feature-in-use",
        "holdfast.job.running",
      ]);
    }
    await success(job);
    await success(other.backUp({ location }));
    expect(await core.list({ location })).toHaveLength(2);
  });

  systemTest("finds the one before it ended, however that came about", async ({ directory, makeCore }) => {
    const state = new StateStore(join(directory, "state"));
    const request = {
      location: "",
      locationUser: "",
      type: "MANUAL",
      parts: [],
      comment: "",
      version: "",
      build: "",
    } as const;
    const at = { time: new Date("2027-01-01T00:00:00Z"), monotonicMs: 0 };
    state.history.record(transition(newJob("20270101-000000-7", "backup", request), { type: "started", at }));
    state.close();
    const core = makeCore();
    const job = core.backUp({ location });
    expect(core.jobs().map(({ id, state }) => [id, state])).toEqual([
      [job.id, "INPROGRESS"],
      ["20270101-000000-7", "FAILED"],
    ]);
    await success(job);
  });
});

describe("a system's name", () => {
  systemTest(
    "that another system has taken is refused until it is adopted",
    async ({ directory, makeCore }) => {
      await success(makeCore().backUp({ location }));
      const reinstalled = makeCore({ stateDir: join(directory, "new state") });
      expect(await failureOf(reinstalled.backUp({ location }))).toBe("holdfast.backup.system-name-taken");
      await success(reinstalled.backUp({ location, adopt: true }));
      const { manifest } = await reinstalled.show({ location, archive: "latest" });
      expect(manifest.holdfast.sequence).toBe(2);
      await success(reinstalled.backUp({ location }));
      expect(await failureOf(makeCore().backUp({ location }))).toBe("holdfast.backup.system-name-taken");
    },
  );

  systemTest("is told apart from others, and listed", async ({ makeCore }) => {
    const system = { product: "test", version: "1.0", build: "7" };
    for (const name of ["fw-02", "fw-01"])
      await success(makeCore({ system: { ...system, name } }).backUp({ location }));
    const core = makeCore();
    expect(await core.systems(location)).toEqual(["fw-01", "fw-02"]);
    expect(await core.list({ location, system: "fw-02" })).toHaveLength(1);
    expect(await core.list({ location, system: "fw-03" })).toEqual([]);
  });
});

describe("an older archive", () => {
  systemTest(
    "with a damaged manifest does not keep a new one from being made",
    async ({ makeCore, server }) => {
      const core = makeCore();
      await success(core.backUp({ location }));
      await success(core.backUp({ location }));
      const [newest] = await core.list({ location });
      server.tree.store(
        ["place", "test", "sn_fw-01", newest!.archive, "backup-metadata.json"],
        Buffer.from("{"),
      );
      const status = await success(core.backUp({ location }));
      expect(status.messages).toContainEqual(
        expect.objectContaining({
          id: "holdfast.backup.archive-unreadable",
          args: [newest!.archive, expect.anything()],
        }),
      );
      const { manifest } = await core.show({ location, archive: "latest" });
      expect(manifest.holdfast.sequence).toBe(3);
    },
  );

  systemTest("with a forged sequence does not make new ones unreadable", async ({ makeCore, server }) => {
    const core = makeCore();
    await success(core.backUp({ location }));
    const [newest] = await core.list({ location });
    const archive = StoredArchive.at(server, `place/test/sn_fw-01/${newest!.archive}`);
    archive.alterManifest(() => ({ sequence: Number.MAX_SAFE_INTEGER }));
    archive.store(server);
    await success(core.backUp({ location }));
    await success(core.backUp({ location }));
    expect(await core.verify({ location, archive: "latest" })).toMatchObject({ extent: "content" });
  });

  systemTest("of the same second is not overwritten", async ({ directory, makeCore, server }) => {
    const core = makeCore();
    const job = core.backUp({ location });
    await success(job);
    await core.close();
    const before = storedFiles(server);
    // The clock was set back, and the state lost: every name of the next minute is taken.
    const [name] = [...before.keys()][0]!.split("/").slice(3);
    for (let second = 0; second < 60; second++) {
      const stamp = new Date(Date.now() + second * 1000)
        .toISOString()
        .slice(0, 19)
        .replaceAll(/[-:]/g, "")
        .replace("T", "-");
      const later = name!.replace(/\d{8}-\d{6}/, stamp);
      for (const [path, bytes] of before) server.tree.store(path.replace(name!, later).split("/"), bytes);
    }
    const taken = storedFiles(server);
    const reborn = makeCore({ stateDir: join(directory, "lost") });
    expect(await failureOf(reborn.backUp({ location, adopt: true }))).toBe("holdfast.backup.archive-exists");
    await reborn.close();
    expect(storedFiles(server)).toEqual(taken);
  });
});

describe("what a backup writes itself", () => {
  systemTest("is left out of it: its state, and the archive", async ({ directory, makeCore, escrow }) => {
    const inside = { location: `file://${directory}/place` };
    const core = makeCore({ parts: [directoryPart({ id: "common", roots: [directory] })] });
    // Its key slots are stored before it is read.
    await success(core.backUp({ location: inside, recipients: [escrow.recipient.toString()] }));
    const target = `${directory}-restored`;
    const key = { identities: [escrow.toText()] };
    await success(core.restore({ location: inside, archive: "latest", key, target }));
    expect(existsSync(join(target, directory, "source/file"))).toBe(true);
    expect(existsSync(join(target, directory, "state"))).toBe(false);
    expect(readdirSync(join(target, directory, "place/test/sn_fw-01"))).toEqual([]);
    rmSync(target, { recursive: true });
  });
});
