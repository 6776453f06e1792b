import { execFile } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeTree } from "./tree.ts";
import { secrets, Workplace } from "./workplace.ts";

const run = promisify(execFile);
let workplace: Workplace;
const sealed = { env: { HOLDFAST_ENCRYPT_PASSWORD: secrets.encrypt } };

beforeAll(async () => {
  workplace = await Workplace.create();
  await makeTree(join(workplace.directory, "source"));
  expect((await workplace.run(["backup", "source", "--to", workplace.locationUrl], sealed)).code).toBe(0);
});
afterAll(() => workplace.remove());

test("export writes a tar file to standard output, and nothing else", async () => {
  const { directory } = workplace;
  const file = join(directory, "archive.tar");
  const command = ["export", "latest", "--from", workplace.locationUrl, "--format", "tar"];
  const { code, stderr } = await workplace.runInto(file, command, sealed);
  expect(code).toBe(0);
  expect(stderr).toMatch(/^Archive M_\S+: \d+ entries, /m);
  await mkdir(join(directory, "target"));
  await run("tar", ["-xf", file, "-C", join(directory, "target")]);
  const script = await readFile(join(directory, "source/configuration/run.sh"));
  const exported = join(directory, "target", directory, "source/configuration/run.sh");
  expect((await readFile(exported)).equals(script)).toBe(true);
});

test("export says why there is no file", async () => {
  const file = join(workplace.directory, "nothing.zip");
  const command = ["export", "latest", "--from", workplace.locationUrl];
  const { code, stderr } = await workplace.runInto(file, command);
  expect(code).toBe(1);
  expect(stderr).toContain("is sealed, and no key was given");
  expect((await readFile(file)).length).toBe(0);
});
