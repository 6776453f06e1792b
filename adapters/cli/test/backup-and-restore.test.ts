import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeTree, treeText } from "./tree.ts";
import { type Outcome, secrets, Workplace } from "./workplace.ts";

let workplace: Workplace;
let source: string;
let backup: Outcome;
const sealed = { env: { HOLDFAST_ENCRYPT_PASSWORD: secrets.encrypt } };

beforeAll(async () => {
  workplace = await Workplace.create();
  source = join(workplace.directory, "source");
  await makeTree(source);
  backup = await workplace.run(
    ["backup", "source", "--to", workplace.locationUrl, "--comment", "before the update"],
    sealed,
  );
});
afterAll(() => workplace.remove());

const from = (): readonly string[] => ["--from", workplace.locationUrl];

test("a backup tells its phases on stderr and prints nothing", () => {
  expect(backup).toMatchObject({ code: 0, stdout: "" });
  expect(backup.stderr).toMatch(/^transferring \d+ %/m);
  expect(backup.stderr).toContain("Read back 2 of 2 volumes");
  expect(backup.stderr).toMatch(
    /^The backup \d{8}-\d{6}-1 is done after \d+ s: 2\.9 MiB, .* at the location\.$/m,
  );
});

test("list prints a table", async () => {
  const { code, stdout, stderr } = await workplace.run(["list", ...from()]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const [header, line, ...rest] = stdout.split("\n");
  expect(header).toMatch(/^ARCHIVE +BEGUN +COMMENT$/);
  expect(line).toMatch(
    /^M_0\.1\.0_\d{8}-\d{6}_[A-Z2-7]+ {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC {2}before the update$/,
  );
  expect(rest).toEqual([""]);
});

test("show prints what the manifest says", async () => {
  const { code, stdout } = await workplace.run(["show", "latest", ...from()], sealed);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^comment +before the update$/m);
  expect(stdout).toMatch(/^authentic +yes$/m);
  expect(stdout).toMatch(/^common +tar +\S+ \S+ +\S+ \S+ +2 +8 +none$/m);
});

test("verify reads everything with a key, and says what is missing without", async () => {
  const { value } = await workplace.json(["verify", "latest", ...from()], sealed);
  expect(value).toMatchObject({ extent: "content", volumes: 2 });
  expect(value.content).toBeGreaterThan(3_000_000);
  const { code, stderr } = await workplace.run(["verify", "latest", ...from()]);
  expect(code).toBe(0);
  expect(stderr).toContain("Only digests were compared");
});

test("restore brings back the same tree below the target", async () => {
  const target = join(workplace.directory, "whole");
  const { code, stdout } = await workplace.run(["restore", "latest", ...from(), "--target", "whole"], sealed);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(await treeText(join(target, source))).toEqual(await treeText(source));
});

test("restore --path brings back these files alone", async () => {
  const wanted = join(source, "configuration/run.sh");
  const args = ["restore", "latest", ...from(), "--target", "some", "--path", wanted];
  expect(await workplace.run(args, sealed)).toMatchObject({ code: 0 });
  expect(await readdir(join(workplace.directory, "some", source))).toEqual(["configuration"]);
  expect(await readdir(join(workplace.directory, "some", source, "configuration"))).toEqual(["run.sh"]);
});

describe("what is wrong about a restore is told", () => {
  test("the wrong password", async () => {
    const wrong = { env: { HOLDFAST_ENCRYPT_PASSWORD: secrets.wrong } };
    const { code, value } = await workplace.json(["restore", "latest", ...from(), "--target", "no1"], wrong);
    expect(code).toBe(1);
    expect(value).toMatchObject({ kind: "restore", state: "FAILED" });
    expect(value.messages).toMatchObject([{ id: "holdfast.seal.wrong-password" }]);
    const shown = await workplace.json(["show", "latest", ...from()], wrong);
    expect(shown).toMatchObject({ code: 1, value: { messages: [{ id: "holdfast.seal.wrong-password" }] } });
  });

  test("no password", async () => {
    const { code, value } = await workplace.json(["restore", "latest", ...from(), "--target", "no2"]);
    expect(code).toBe(1);
    expect(value.messages).toMatchObject([{ id: "holdfast.restore.needs-key" }]);
  });

  test("a target that holds something", async () => {
    await workplace.write("full/file", "precious");
    const args = ["restore", "latest", ...from(), "--target", "full"];
    const { code, stderr } = await workplace.run(args, sealed);
    expect(code).toBe(2);
    expect(stderr).toContain("is not empty");
    expect(await readdir(join(workplace.directory, "full"))).toEqual(["file"]);
  });

  test("a path that the archive has not", async () => {
    const args = ["restore", "latest", ...from(), "--target", "no3", "--path", "/not/there"];
    const { code, value } = await workplace.json(args, sealed);
    expect(code).toBe(1);
    expect(value.messages).toMatchObject([{ id: "holdfast.restore.path-not-found", args: ["not/there"] }]);
  });

  test("an archive that is not there", async () => {
    const { code, value } = await workplace.json(["show", "M_1_20200101-000000_", ...from()]);
    expect(code).toBe(1);
    expect(value).toMatchObject({
      error_type: "NOT_FOUND",
      messages: [{ id: "holdfast.catalog.no-archive" }],
    });
  });
});

test("a volume that was altered fails verify, which names it", async () => {
  const other = await Workplace.create();
  try {
    await other.write("source/file", "content");
    const args = ["backup", "source", "--to", other.locationUrl, "--system", "box"];
    expect(await other.run(args)).toMatchObject({ code: 0 });
    const system = join(other.location, "holdfast/sn_box");
    const [archive = ""] = await readdir(system);
    await writeFile(join(system, archive, "common.000001.tar.zst"), "altered");
    const verify = ["verify", "latest", "--from", other.locationUrl, "--system", "box"];
    const { code, value } = await other.json(verify);
    expect(code).toBe(1);
    expect(value.messages[0]?.default_message).toContain("common.000001.tar.zst");
    await rm(join(system, archive, "backup-metadata.json"));
    expect(await other.json(["list", ...verify.slice(2)])).toEqual({ code: 0, value: [] });
  } finally {
    await other.remove();
  }
});
