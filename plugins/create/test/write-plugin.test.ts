import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { namesOf, writePlugin } from "@holdfast/create-location";
import { afterAll, beforeAll, expect, test } from "vitest";

const run = promisify(execFile);
const packages = fileURLToPath(new URL("../../../node_modules", import.meta.url));

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "holdfast-create-"));
  await writePlugin(directory, namesOf("tape"));
  // In place of `npm install`, which would ask a registry.
  await symlink(packages, join(directory, "node_modules"));
});
afterAll(() => rm(directory, { recursive: true }));

/** Runs the plugin's own tests with node:test. @returns the numbers that it ends with */
async function kit(): Promise<Readonly<Record<string, number>>> {
  // The variable tells a test runner that it runs inside of another, which prints for that one.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const args = ["--test", "--test-reporter=tap", "test/conformance.test.ts"];
  const output = await run(process.execPath, args, { cwd: directory, env }).then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  );
  return Object.fromEntries(
    [...output.matchAll(/^# (tests|pass|fail|skipped) (\d+)$/gm)].map(([, name = "", count]) => [
      name,
      Number(count),
    ]),
  );
}

test("a new plugin's types are right", { timeout: 120_000 }, async () => {
  const tsc = join(packages, "typescript/bin/tsc");
  const args = [tsc, "--noEmit", "--customConditions", "@holdfast/source", "--project", directory];
  const checked = await run(process.execPath, args).catch((error: unknown) => error);
  expect(checked).toMatchObject({ stdout: "", stderr: "" });
});

test("a new plugin passes the whole kit, and a broken one does not", { timeout: 120_000 }, async () => {
  const good = await kit();
  expect(good["pass"]).toBeGreaterThan(50);
  expect(good).toMatchObject({ pass: good["tests"], fail: 0, skipped: 0 });
  const session = join(directory, "src/session.ts");
  const right = await readFile(session, "utf8");
  const wrong = right.replace("content.subarray(offset, offset + length)", "content");
  expect(wrong).not.toBe(right);
  await writeFile(session, wrong);
  expect((await kit())["fail"]).toBeGreaterThan(0);
  await writeFile(session, right);
});

test("the template's name is nowhere in a new plugin, and its own is", async () => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.startsWith(packages));
  const text = await Promise.all(
    files.map(({ parentPath, name }) => readFile(join(parentPath, name), "utf8")),
  );
  expect(text.join("\n")).not.toMatch(/shelf/i);
  expect(await readFile(join(directory, "src/index.ts"), "utf8")).toContain(
    "export const tape: LocationPlugin<TapeTarget>",
  );
  const manifest = JSON.parse(await readFile(join(directory, "package.json"), "utf8")) as object;
  expect(manifest).toMatchObject({ name: "holdfast-location-tape" });
  expect(manifest).not.toHaveProperty("license");
});

test("what a new plugin depends on is what this version of Holdfast is", async () => {
  const read = async (path: string) =>
    JSON.parse(await readFile(join(packages, path, "package.json"), "utf8")) as { version: string };
  const { devDependencies, peerDependencies } = JSON.parse(
    await readFile(join(directory, "package.json"), "utf8"),
  ) as Readonly<Record<string, Readonly<Record<string, string>>>>;
  for (const [name, version] of Object.entries({ ...devDependencies, ...peerDependencies })) {
    expect([name, version]).toEqual([name, (await read(name)).version]);
  }
});
