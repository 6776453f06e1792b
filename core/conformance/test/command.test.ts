import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const program = fileURLToPath(new URL("../bin/holdfast-conformance.mjs", import.meta.url));
const packageRoot = fileURLToPath(new URL("..", import.meta.url));

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "holdfast-conformance-"));
});
afterAll(() => rm(directory, { recursive: true }));

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const node = ["--conditions=@holdfast/source", program, ...args];
  return spawnSync(process.execPath, node, { encoding: "utf8", cwd: packageRoot });
}

/** A module whose plugin is a memory location, altered by the given text. */
async function moduleWith(alteration: string): Promise<string> {
  const path = join(directory, `plugin-${Math.random()}.mjs`);
  const kit = pathToFileURL(join(packageRoot, "src/index.ts")).href;
  await writeFile(
    path,
    `import { memoryLocation } from ${JSON.stringify(kit)};
     const memory = memoryLocation();
     export const plugin = { ...memory, ${alteration} };`,
  );
  return path;
}

test("runs the cases, counts them and leaves nothing behind", async () => {
  const place = await mkdtemp(join(directory, "live-"));
  const { status, stdout } = run("@holdfast/location-file", pathToFileURL(place).href);
  expect(stdout).toContain("ok  put-replaces: put replaces a file");
  expect(stdout).toContain("--  suspend: the harness has no suspend");
  expect(stdout).toMatch(/\n\d+ passed, 0 failed, \d+ not applicable\n$/);
  expect(stdout).not.toContain("list-many");
  expect(status).toBe(0);
  expect(await readdir(place)).toEqual([]);
});

test("a broken rule gives exit code 1 and is named", async () => {
  const broken = await moduleWith(`parse: (address) => ({ ...memory.parse(address), at: Math.random() })`);
  const { status, stdout } = run(broken, "memory:///place");
  expect(stdout).toContain("no  parse-pure: parse gives equal targets for equal addresses");
  expect(stdout).toMatch(/\n\d+ passed, 1 failed, \d+ not applicable\n$/);
  expect(status).toBe(1);
});

test("a location that cannot be used gives exit code 1", async () => {
  const { status, stdout, stderr } = run(await moduleWith(""), "memory://127.0.0.2/place");
  expect(stderr).toBe("holdfast-conformance: Nothing answers at 127.0.0.2.\n");
  expect(stdout).toBe("");
  expect(status).toBe(1);
});

test.each([
  ["no URL", ["@holdfast/location-file"], "Usage: holdfast-conformance MODULE URL"],
  ["an unknown option", ["a", "b", "--nonsense"], "--nonsense"],
  ["an option without a value", ["a", "b:///", "--option", "name"], "--option name is not NAME=VALUE"],
  ["an absent module", ["absent-module", "file:///"], "The module absent-module cannot be found"],
])("%s gives exit code 2 before any I/O", (_, args, message) => {
  const { status, stderr } = run(...args);
  expect(stderr).toContain(message);
  expect(status).toBe(2);
});
