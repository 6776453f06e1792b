import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";

const fromSource = "--conditions=@holdfast/source";
const program = (origin: string): string => `
  import { conditions } from "#conditions";
  process.on("SIGINT", () => process.exit(130));
  process.on("SIGTERM", () => process.exit(143));
  console.log(JSON.stringify({ origin: "${origin}", conditions, args: process.argv.slice(2), version: process.version }));
  if (process.argv[2] === "wait") process.stdin.resume();
  else process.exitCode = 3;
`;

let checkout: string;
let cli: string;
beforeEach(async () => {
  checkout = await realpath(await mkdtemp(join(tmpdir(), "holdfast-launcher-")));
  cli = join(checkout, "adapters/cli");
  await mkdir(join(cli, "bin"), { recursive: true });
  await cp(new URL("../bin/holdfast.mjs", import.meta.url), join(cli, "bin/holdfast.mjs"));
  await put("package.json", {
    name: "@holdfast/cli",
    type: "module",
    exports: { ".": { "@holdfast/source": "./src/index.ts", default: "./dist/index.js" } },
    imports: { "#conditions": { "@holdfast/source": "./source.js", default: "./default.js" } },
  });
  await put("source.js", `export const conditions = "source";`);
  await put("default.js", `export const conditions = "default";`);
  // Stands for a Node that is too old: everything that the launcher asks it about.
  await put(
    "old-node.mjs",
    `
    Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.19.0" } });
    delete process.execve;
  `,
  );
});
afterEach(() => rm(checkout, { recursive: true }));

async function put(path: string, content: string | object): Promise<void> {
  await mkdir(join(cli, path, ".."), { recursive: true });
  await writeFile(join(cli, path), typeof content === "string" ? content : JSON.stringify(content));
}

function launch(args: readonly string[], { nodeOptions = "" } = {}): ChildProcess {
  const env = { ...process.env, NODE_OPTIONS: nodeOptions };
  return spawn(process.execPath, [join(cli, "bin/holdfast.mjs"), ...args], { env });
}

async function run(
  args: readonly string[],
  options?: { nodeOptions?: string },
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = launch(args, options);
  const exit = once(child, "exit") as Promise<[number | null]>;
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout!), text(child.stderr!), exit]);
  return { code, stdout, stderr };
}

const oldNode = (): string => `--import=${join(cli, "old-node.mjs")}`;

async function installNewerNode(): Promise<void> {
  const bin = join(checkout, `node_modules/node-${process.platform}-${process.arch}/bin`);
  await mkdir(bin, { recursive: true });
  await symlink(process.execPath, join(bin, "node"));
}

test("the built program runs when there is one", async () => {
  await put("dist/main.js", program("dist"));
  await put("src/main.ts", program("source"));
  const { code, stdout, stderr } = await run(["list", "--json"]);
  expect(JSON.parse(stdout)).toMatchObject({
    origin: "dist",
    conditions: "default",
    args: ["list", "--json"],
  });
  expect(stderr).toBe("");
  expect(code).toBe(3);
});

test("an unbuilt checkout runs from its sources", async () => {
  await put("src/main.ts", program("source"));
  const { code, stdout, stderr } = await run(["list", "--json"]);
  expect(JSON.parse(stdout)).toMatchObject({
    origin: "source",
    conditions: "source",
    args: ["list", "--json"],
  });
  expect(stderr).toBe("");
  expect(code).toBe(3);
});

test("where packages resolve to sources, a built program is left aside", async () => {
  await put("dist/main.js", program("dist"));
  await put("src/main.ts", program("source"));
  const { stdout } = await run([], { nodeOptions: fromSource });
  expect(JSON.parse(stdout)).toMatchObject({ origin: "source", conditions: "source" });
});

test("a Node that is too old gets one sentence and exit code 2", async () => {
  await put("src/main.ts", program("source"));
  const { code, stdout, stderr } = await run([], { nodeOptions: oldNode() });
  expect(stderr).toBe(
    "holdfast needs Node 22.18 or newer, and this is Node 20.19.0: please install a newer one.\n",
  );
  expect(stdout).toBe("");
  expect(code).toBe(2);
});

test.skipIf(process.platform === "win32").each([
  { present: ["src/main.ts"], origin: "source" },
  { present: ["src/main.ts", "dist/main.js"], origin: "dist" },
])("a Node that is too old hands over to the checkout's own: $origin", async ({ present, origin }) => {
  await installNewerNode();
  for (const path of present) await put(path, program(path.startsWith("src") ? "source" : "dist"));
  const { code, stdout } = await run(["list"], { nodeOptions: oldNode() });
  expect(JSON.parse(stdout)).toMatchObject({ origin, args: ["list"] });
  expect(code).toBe(3);
});

const signalled = [
  { signal: "SIGINT", code: 130 },
  { signal: "SIGTERM", code: 143 },
] as const;
for (const { signal, code } of signalled) {
  test.skipIf(process.platform === "win32").each([
    { start: "the built program", files: ["dist/main.js"], old: false },
    { start: "the sources", files: ["src/main.ts"], old: false },
    { start: "a newer Node", files: ["src/main.ts"], old: true },
  ])(`${signal} reaches $start, whose exit code comes back`, async ({ files, old }) => {
    await installNewerNode();
    for (const path of files) await put(path, program(path));
    const child = launch(["wait"], { nodeOptions: old ? oldNode() : "" });
    onTestFinished(() => void child.stdin?.destroy());
    await once(child.stdout!, "data");
    child.kill(signal);
    expect(await once(child, "exit")).toEqual([code, null]);
  });
}
