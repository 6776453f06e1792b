import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const published = {
  contract: "core/contract",
  conformance: "core/conformance",
  "create-location": "plugins/create",
};

/** The author's machine: the packages as a registry would give them, and nothing of this workspace's sources. */
let author = "";
let base = "";

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), "holdfast-create-"));
  author = join(base, "author");
  await buildPackages(join(base, "workspace"));
  await mkdir(join(author, "node_modules/.bin"), { recursive: true });
  for (const path of Object.values(published)) await installPacked(join(base, "workspace", path));
  await symlink(join(root, "node_modules/@types"), join(author, "node_modules/@types"));
  await symlink(join(root, "node_modules/typescript/bin/tsc"), join(author, "node_modules/.bin/tsc"));
}, 180_000);
afterAll(() => rm(base, { recursive: true }));

/** Compiles copies of the packages, so that what others have built or not built here makes no difference. */
async function buildPackages(workspace: string): Promise<void> {
  await mkdir(join(workspace, "node_modules/@holdfast"), { recursive: true });
  await cp(join(root, "tsconfig.json"), join(workspace, "tsconfig.json"));
  await symlink(join(root, "node_modules/@types"), join(workspace, "node_modules/@types"));
  for (const [name, path] of Object.entries(published)) {
    const isTemplate = (source: string): boolean => source.startsWith(join(root, "plugins/create/template"));
    await cp(join(root, path), join(workspace, path), {
      recursive: true,
      filter: (source) => isTemplate(source) || !/[/\\](node_modules|dist|test)$/.test(source),
    });
    await symlink(join(workspace, path), join(workspace, "node_modules/@holdfast", name));
  }
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  await run(process.execPath, [tsc, "-b", "core/conformance", "plugins/create"], workspace);
}

/** Packs a package as `npm publish` does, and unpacks it as `npm install` does. */
async function installPacked(path: string): Promise<void> {
  const packed = await run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", base], path);
  const [{ filename, name } = { filename: "", name: "" }] = JSON.parse(packed) as Packed;
  const directory = join(author, "node_modules", name);
  await mkdir(directory, { recursive: true });
  await run("tar", ["-xzf", join(base, filename), "--strip-components=1"], directory);
}

type Packed = readonly { readonly filename: string; readonly name: string }[];

/** Runs a program without the conditions of this workspace's own tests. @returns what it prints */
async function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  const { NODE_OPTIONS: _options, NODE_TEST_CONTEXT: _context, PATH = "", ...env } = process.env;
  const path = `${dirname(process.execPath)}${delimiter}${PATH}`;
  const { stdout } = await promisify(execFile)(program, args, { cwd, env: { ...env, PATH: path } });
  return stdout;
}

test("the published command's plugin passes types, kit and build as its author runs them", async () => {
  const command = join(author, "node_modules/@holdfast/create-location/bin/create-location.mjs");
  expect(await run(process.execPath, [command, "tape"], author)).toContain("cd holdfast-location-tape");
  const plugin = join(author, "holdfast-location-tape");
  await run("npm", ["run", "types"], plugin);
  const kit = await run("npm", ["test"], plugin);
  expect(Number(/ pass (\d+)$/m.exec(kit)?.[1])).toBeGreaterThan(50);
  await run("npm", ["run", "build"], plugin);
  const script = `const { tape } = await import("holdfast-location-tape"); console.log(tape.types.join());`;
  expect(await run(process.execPath, ["--input-type=module", "--eval", script], plugin)).toBe("TAPE\n");
}, 180_000);
