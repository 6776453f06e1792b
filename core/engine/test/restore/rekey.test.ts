import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Fault, faultyLocation, memoryLocation, MemoryServer } from "@holdfast/conformance";
import { Secret } from "@holdfast/contract";
import type { BackupCore } from "@holdfast/core";
import { describe, expect } from "vitest";
import { jobTest, rejectedIds, success } from "../backup/job-test.ts";
import { storedFiles } from "../backup/stored-files.ts";

const location = { location: "memory:///place" };
const old = new Secret("Quiet-Harbour-7");
const fresh = new Secret("Other-Harbour-8");
const request = { location, archive: "latest", newPassword: fresh };

const rekeyTest = jobTest.extend<{ source: string }>({
  source: [
    async ({ directory }, use) => {
      const source = join(directory, "source");
      mkdirSync(source);
      writeFileSync(join(source, "file"), "content");
      await use(source);
    },
    { auto: true },
  ],
});

function digests(server: MemoryServer): Readonly<Record<string, string>> {
  const files = [...storedFiles(server)].map(([path, bytes]) => [
    path.slice(path.lastIndexOf("/") + 1),
    bytes.toString("base64"),
  ]);
  return Object.fromEntries(files) as Record<string, string>;
}

describe("a change of the backup password", () => {
  rekeyTest("replaces one key slot and touches nothing else", async ({ makeCore, server, escrow }) => {
    const core = makeCore();
    await success(core.backUp({ location, password: old, recipients: [escrow.recipient.toString()] }));
    const before = digests(server);
    const report = await core.rekey({ ...request, key: { password: old } });
    expect(report.slot).toBe("identity.age");
    const { "identity.age": slot, ...others } = digests(server);
    const { "identity.age": slotBefore, ...othersBefore } = before;
    expect(others).toEqual(othersBefore);
    expect(slot).not.toBe(slotBefore);
    const archive = { location, archive: "latest" };
    expect(await core.verify({ ...archive, key: { password: fresh } })).toMatchObject({ extent: "content" });
    expect(await rejectedIds(core.verify({ ...archive, key: { password: old } }))).toEqual([
      "holdfast.seal.wrong-password",
    ]);
    const key = { identities: [escrow.toText()] };
    expect(await core.show({ ...archive, key })).toMatchObject({ authentic: true });
    // Who holds an escrow identity can set a password that was forgotten.
    await core.rekey({ ...request, key, newPassword: old });
    expect(await core.show({ ...archive, key: { password: old } })).toMatchObject({ authentic: true });
  });

  rekeyTest(
    "is refused without the key, for a bad password and for what is not sealed",
    async ({ makeCore, server }) => {
      const core = makeCore();
      await success(core.backUp({ location, password: old }));
      const before = digests(server);
      expect(await rejectedIds(core.rekey({ ...request, key: { password: fresh } }))).toEqual([
        "holdfast.seal.wrong-password",
      ]);
      expect(await rejectedIds(core.rekey(request))).toEqual(["holdfast.restore.needs-key"]);
      const weak = { ...request, key: { password: old }, newPassword: new Secret("short") };
      expect((await rejectedIds(core.rekey(weak)))[0]).toMatch(/^holdfast\.policy\./);
      expect(digests(server)).toEqual(before);
      await success(core.backUp({ location }));
      expect(await rejectedIds(core.rekey(request))).toEqual(["holdfast.restore.nothing-to-rekey"]);
    },
  );

  rekeyTest(
    "that is cut off before the new slot has the old one's place can be repeated",
    async ({ makeCore, server }) => {
      const core = makeCore();
      await success(core.backUp({ location, password: old }));
      for (const on of ["put", "rename"] as const) {
        const cut: Fault = { on, path: /identity/, effect: { kind: "connection-lost" } };
        const locations = [faultyLocation(memoryLocation({ localhost: server }), [cut])];
        const failing = makeCore({ locations });
        expect(await rejectedIds(failing.rekey({ ...request, key: { password: old } }))).toEqual([
          "holdfast.location.connection-lost",
        ]);
        expect(await opens(core, old)).toBe(true);
        expect(await opens(core, fresh)).toBe(on === "rename");
      }
      await core.rekey({ ...request, key: { password: old } });
      expect([await opens(core, old), await opens(core, fresh)]).toEqual([false, true]);
      expect(slots(server)).toEqual(["identity.age"]);
    },
  );

  rekeyTest(
    "survives a broken upload where the location cannot rename",
    { timeout: 120_000 },
    async ({ makeCore }) => {
      const server = new MemoryServer({ capabilities: { atomicPut: false, atomicRename: false } });
      const memory = memoryLocation({ localhost: server });
      const core = makeCore({ locations: [memory] });
      await success(core.backUp({ location, password: old }));
      const cut: Fault = { on: "put", path: /identity\.age/, effect: { kind: "cut", bytes: 50 } };
      const failing = makeCore({ locations: [faultyLocation(memory, [cut])] });
      expect(await rejectedIds(failing.rekey({ ...request, key: { password: old } }))).toEqual([
        "holdfast.location.connection-lost",
      ]);
      expect([await opens(core, old), await opens(core, fresh)]).toEqual([false, true]);
      await core.rekey({ ...request, key: { password: fresh } });
      expect(await opens(core, fresh)).toBe(true);
      expect(slots(server)).toEqual(["identity.age"]);
    },
  );

  rekeyTest("is refused where nothing can be removed or renamed", async ({ makeCore }) => {
    const server = new MemoryServer({ capabilities: { remove: false, atomicRename: false } });
    const core = makeCore({ locations: [memoryLocation({ localhost: server })] });
    await success(core.backUp({ location, password: old }));
    expect(await rejectedIds(core.rekey({ ...request, key: { password: old } }))).toEqual([
      "holdfast.restore.rekey-unsupported",
    ]);
    expect(slots(server)).toEqual(["identity.age"]);
  });
});

async function opens(core: BackupCore, password: Secret): Promise<boolean> {
  const ids = await rejectedIds(core.show({ location, archive: "latest", key: { password } }));
  return ids.length === 0;
}

function slots(server: MemoryServer): readonly string[] {
  return Object.keys(digests(server)).filter((name) => name.startsWith("identity"));
}
