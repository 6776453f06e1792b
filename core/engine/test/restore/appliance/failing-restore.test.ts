import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Secret } from "@holdfast/contract";
import { type BackupCoreOptions, commandPart, directoryPart, type Part } from "@holdfast/core";
import { describe, expect } from "vitest";
import { generateIdentity } from "../../../src/seal/age/identity.ts";
import { failureOf, idsOf, rejectedIds, success } from "../../backup/job-test.ts";
import { StoredArchive } from "../stored-archive.ts";
import { applianceTest, location } from "./appliance-test.ts";

const request = { location, archive: "latest" };

/** An appliance in its new state, and an archive of its old one. */
const failureTest = applianceTest.extend<{ key: { identities: readonly [Secret] } }>({
  key: [
    async ({ appliance, makeCore, escrow }, use) => {
      const core = makeCore(appliance.options);
      await success(core.backUp({ location, recipients: [escrow.recipient.toString()] }));
      await core.close();
      appliance.fill("new");
      await use({ identities: [escrow.toText()] });
    },
    { auto: true },
  ],
});

function optionsWith(
  options: Pick<BackupCoreOptions, "parts" | "restore">,
  id: string,
  part: Part,
): Pick<BackupCoreOptions, "parts" | "restore"> {
  return { ...options, parts: options.parts.map((each) => (each.id === id ? part : each)) };
}

describe("before anything is changed, a restore fails", () => {
  failureTest("for a key that does not open the archive", async ({ appliance, makeCore }) => {
    const later = appliance.listing();
    const core = makeCore(appliance.options);
    const wrong = { identities: [generateIdentity().toText()] };
    expect(await failureOf(core.restoreAppliance({ ...request, key: wrong }))).toBe(
      "holdfast.restore.no-slot-for-identity",
    );
    expect(await failureOf(core.restoreAppliance(request))).toBe("holdfast.restore.needs-key");
    expect(await rejectedIds(core.applicability(request))).toEqual(["holdfast.restore.needs-key"]);
    expect(appliance.listing()).toEqual(later);
    expect(appliance.called).toEqual([]);
  });

  failureTest(
    "for another version, unless the appliance accepts it",
    async ({ appliance, makeCore, key }) => {
      const system = { name: "fw-01", product: "test", version: "2.0", build: "8" };
      const core = makeCore({ ...appliance.options, system });
      expect(await core.applicability({ ...request, key })).toMatchObject({
        applicable: false,
        reasons: [{ id: "holdfast.restore.other-version", args: ["1.0", "2.0"] }],
      });
      const status = await core.restoreAppliance({ ...request, key }).finished;
      expect(idsOf(status)).toEqual(["holdfast.restore.not-applicable", "holdfast.restore.other-version"]);
      await core.close();
      const restore = {
        ...appliance.options.restore,
        acceptsVersion: (version: string) => version === "1.0",
      };
      await success(
        makeCore({ ...appliance.options, system, restore }).restoreAppliance({ ...request, key }),
      );
      expect(appliance.sessions).toBe("old sessions\n");
    },
  );

  failureTest(
    "for an archive under a name that is not its own",
    async ({ appliance, makeCore, key, server }) => {
      const core = makeCore(appliance.options);
      const [summary] = await core.list({ location });
      const archive = StoredArchive.at(server, `place/test/sn_fw-01/${summary!.archive}`);
      new StoredArchive(archive.directory.replace("fw-01", "fw-02"), archive.files).store(server);
      const foreign = { ...request, system: "fw-02", key };
      expect(await failureOf(core.restoreAppliance(foreign))).toBe("holdfast.manifest.wrong-place");
      expect(appliance.called).toEqual([]);
    },
  );

  failureTest(
    "for a volume that was altered, and leaves nothing behind",
    async ({ appliance, makeCore, key, server }) => {
      const later = appliance.listing();
      const core = makeCore(appliance.options);
      const [summary] = await core.list({ location });
      const archive = StoredArchive.at(server, `place/test/sn_fw-01/${summary!.archive}`);
      archive.flip("statistics.000001.tar.zst.age", 1000);
      archive.store(server);
      expect(await failureOf(core.restoreAppliance({ ...request, key }))).toBe(
        "holdfast.pipeline.digest-differs",
      );
      await core.close();
      expect(appliance.listing()).toEqual(later);
      expect(appliance.leftovers()).toEqual([]);
      expect(appliance.called).toEqual([]);
    },
  );

  failureTest("for parts that are not there, or have no way back", async ({ appliance, makeCore, key }) => {
    const { parts } = appliance;
    const only = commandPart({ id: "database", backup: ["true"] });
    const options = optionsWith(appliance.options, "database", only);
    const core = makeCore({ ...options, parts: options.parts.filter(({ id }) => id !== "sessions") });
    expect(await core.applicability({ ...request, key })).toMatchObject({
      applicable: false,
      reasons: [{ id: "holdfast.restore.part-unknown-here", args: ["sessions"] }],
      warnings: [{ id: "holdfast.restore.part-without-way-back", args: ["database"] }],
    });
    const named = { ...request, key, parts: ["database", "nothing"] };
    expect(await core.applicability(named)).toMatchObject({
      reasons: [
        { id: "holdfast.restore.part-without-way-back", args: ["database"] },
        { id: "holdfast.restore.part-not-stored", args: ["nothing"] },
      ],
    });
    await core.close();

    const all = makeCore(optionsWith({ parts }, "database", only));
    expect(await failureOf(all.restoreAppliance({ ...request, key }))).toBe(
      "holdfast.restore.part-without-way-back",
    );
    const status = await success(all.restoreAppliance({ ...request, key, ignoreWarnings: true }));
    expect(idsOf(status)).toContain("holdfast.restore.part-without-way-back");
    expect(appliance.sessions).toBe("old sessions\n");
  });

  failureTest(
    "for an archive with files outside of the part's directories",
    async ({ appliance, makeCore, key }) => {
      const narrower = directoryPart({ id: "common", roots: [join(appliance.directory, "etc/app/conf.d")] });
      const core = makeCore(optionsWith(appliance.options, "common", narrower));
      expect(await failureOf(core.restoreAppliance({ ...request, key }))).toBe(
        "holdfast.restore.outside-of-part",
      );
    },
  );

  failureTest("when what uses the data cannot be stopped", async ({ appliance, makeCore, key }) => {
    const later = appliance.listing();
    const stop = ["sh", "-c", "echo 'unit busy' >&2; exit 3"];
    const { start } = appliance.options.restore!;
    const core = makeCore({ ...appliance.options, restore: { stop, ...(start && { start }) } });
    const status = await core.restoreAppliance({ ...request, key }).finished;
    expect(status.messages.at(-1)).toMatchObject({
      id: "holdfast.restore.hook-failed",
      args: ["stop", "sh", "exit code 3 unit busy"],
    });
    expect(appliance.called).toEqual(["start"]);
    expect(appliance.listing()).toEqual(later);
    expect(appliance.leftovers()).toEqual([]);
  });

  failureTest("when a hook does not end", async ({ appliance, makeCore, key }) => {
    const restore = { stop: ["sleep", "1000"], hookTimeoutMs: 300 };
    const core = makeCore({ ...appliance.options, restore });
    expect(await failureOf(core.restoreAppliance({ ...request, key }))).toBe("holdfast.restore.hook-stuck");
    expect(appliance.leftovers()).toEqual([]);
  });
});

describe("a restore whose files are exchanged", () => {
  failureTest(
    "puts them back when a program does not take its content",
    async ({ appliance, makeCore, key }) => {
      const later = appliance.listing();
      const refusing = commandPart({
        id: "database",
        backup: ["true"],
        restore: ["sh", "-c", "cat >/dev/null; echo 'relation exists' >&2; exit 1"],
      });
      const core = makeCore(optionsWith(appliance.options, "database", refusing));
      const status = await core.restoreAppliance({ ...request, key }).finished;
      expect(status.state).toBe("FAILED");
      expect(idsOf(status).slice(-3)).toEqual([
        "holdfast.restore.put-back",
        "holdfast.restore.part-not-put-back",
        "holdfast.parts.command-failed",
      ]);
      expect(status.messages.at(-1)?.default_message).toContain("relation exists");
      expect(appliance.listing()).toEqual(later);
      expect(appliance.leftovers()).toEqual([]);
      expect(appliance.called).toEqual(["stop", "start"]);
    },
  );

  failureTest(
    "stays restored when what uses the data cannot be started",
    async ({ appliance, makeCore, key }) => {
      const restore = { start: () => Promise.reject(new Error("no such unit")) };
      const core = makeCore({ ...appliance.options, restore });
      const status = await core.restoreAppliance({ ...request, key }).finished;
      expect(status.state).toBe("FAILED");
      expect(idsOf(status).slice(-2)).toEqual([
        "holdfast.restore.hook-failed",
        "holdfast.restore.restored-not-started",
      ]);
      expect(appliance.sessions).toBe("old sessions\n");
      expect(await core.healRestore()).toEqual([]);
    },
  );
});

failureTest(
  "one job at a time: a backup and a restore refuse each other",
  async ({ appliance, makeCore, key }) => {
    const core = makeCore(appliance.options);
    const other = makeCore(appliance.options);
    const job = core.restoreAppliance({ ...request, key });
    expect(() => core.backUp({ location })).toThrow("Another job is running");
    expect(() => other.restoreAppliance({ ...request, key })).toThrow("Another job is running");
    expect(await rejectedIds(other.healRestore())).toContain("holdfast.job.feature-in-use");
    await success(job);
    writeFileSync(join(appliance.directory, "etc/app/rules"), "edited\n");
    await success(other.backUp({ location, recipients: [] }));
  },
);
