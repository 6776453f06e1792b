import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeTree } from "./tree.ts";
import { secrets, Workplace } from "./workplace.ts";

const fresh = "Fresh-Canary-4!";
let workplace: Workplace;
const from = (): readonly string[] => ["--from", workplace.locationUrl];
const withPassword = (password: string) => ({ env: { HOLDFAST_ENCRYPT_PASSWORD: password } });

beforeAll(async () => {
  workplace = await Workplace.create();
  await makeTree(join(workplace.directory, "source"));
  const { code } = await workplace.run(
    ["backup", "source", "--to", workplace.locationUrl],
    withPassword(secrets.encrypt),
  );
  expect(code).toBe(0);
});
afterAll(() => workplace.remove());

async function stored(): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(workplace.location, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = files.map(async (file) => [file, await readFile(file, "base64")] as const);
  return new Map(await Promise.all(contents));
}

test("rekey wants a new password that keeps the policy", async () => {
  const without = await workplace.run(["rekey", "latest", ...from()], withPassword(secrets.encrypt));
  expect(without.code).toBe(2);
  expect(without.stderr).toContain("--new-password-file");
  await workplace.write("weak", "short\n");
  const weak = await workplace.run(
    ["rekey", "latest", ...from(), "--new-password-file", "weak"],
    withPassword(secrets.encrypt),
  );
  expect(weak.code).toBe(2);
});

test("rekey changes the key slot alone, and the new password opens the archive", async () => {
  const before = await stored();
  await workplace.write("fresh", `${fresh}\n`);
  const command = ["rekey", "latest", ...from(), "--new-password-file", "fresh"];
  const { code, stdout, stderr } = await workplace.run(command, withPassword(secrets.encrypt));
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(stderr).toContain("is opened by the new password now");
  const after = await stored();
  const changed = [...after].filter(([file, content]) => before.get(file) !== content);
  expect(changed.map(([file]) => file.slice(file.lastIndexOf("/") + 1))).toEqual(["identity.age"]);
  expect(after.size).toBe(before.size);

  expect((await workplace.run(["verify", "latest", ...from()], withPassword(fresh))).code).toBe(0);
  const old = await workplace.json(["verify", "latest", ...from()], withPassword(secrets.encrypt));
  expect(old.value.messages.map(({ id }) => id)).toEqual(["holdfast.seal.wrong-password"]);
});
