import { chmodSync, chownSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { directoryPart } from "@holdfast/core";
import { describe, expect } from "vitest";
import { idsOf, jobTest, success } from "../../backup/job-test.ts";

const location = { location: "memory:///place" };
const isRoot = process.getuid?.() === 0;

const attributesTest = jobTest.extend<{ root: string }>({
  root: async ({ directory }, use) => {
    const root = join(directory, "root");
    mkdirSync(root);
    for (const name of ["tool", "spool"]) writeFileSync(join(root, name), "");
    if (isRoot) chownSync(join(root, "spool"), 12_345, 54_321);
    chmodSync(join(root, "tool"), 0o4755);
    await use(root);
  },
});

describe("modes and owners", () => {
  attributesTest("come back from a sealed archive, setuid included", async ({ root, makeCore, escrow }) => {
    const core = makeCore({ parts: [directoryPart({ id: "common", roots: [root] })] });
    await success(core.backUp({ location, recipients: [escrow.recipient.toString()] }));
    chmodSync(join(root, "tool"), 0o600);
    if (isRoot) chownSync(join(root, "spool"), 0, 0);
    const key = { identities: [escrow.toText()] };
    const status = await success(core.restoreAppliance({ location, archive: "latest", key }));
    expect(statSync(join(root, "tool")).mode & 0o7777).toBe(0o4755);
    const { uid, gid } = statSync(join(root, "spool"));
    if (isRoot) expect([uid, gid]).toEqual([12_345, 54_321]);
    expect(idsOf(status).includes("holdfast.restore.owners-not-set")).toBe(!isRoot);
  });

  attributesTest("come back without setuid from one that nothing proves", async ({ root, makeCore }) => {
    const core = makeCore({ parts: [directoryPart({ id: "common", roots: [root] })] });
    await success(core.backUp({ location }));
    await success(core.restoreAppliance({ location, archive: "latest", ignoreWarnings: true }));
    expect(statSync(join(root, "tool")).mode & 0o7777).toBe(0o755);
  });
});
