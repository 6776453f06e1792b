import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readlink, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isInstalled } from "../install.mjs";
import { root } from "../root.mjs";

let workspace: string;
beforeEach(async () => {
  workspace = await realpath(await mkdtemp(join(tmpdir(), "holdfast-install-")));
});
afterEach(() => rm(workspace, { recursive: true }));

async function put(path: string, content: object): Promise<void> {
  await mkdir(join(workspace, path, ".."), { recursive: true });
  await writeFile(join(workspace, path), JSON.stringify(content));
}

const wanted = {
  "": { name: "fixture" },
  "node_modules/a": { version: "1.0.0" },
  "node_modules/elsewhere": { version: "1.0.0", optional: true },
};
const lock = (packages: object): object => ({
  name: "fixture",
  lockfileVersion: 3,
  requires: true,
  packages,
});

test.each([
  { installed: { "node_modules/a": { version: "1.0.0" } }, answer: true },
  {
    installed: { "node_modules/a": { version: "1.0.0" }, "node_modules/b": { version: "2.0.0" } },
    answer: true,
  },
  { installed: { "node_modules/a": { version: "0.9.0" } }, answer: false },
  { installed: { "node_modules/b": { version: "1.0.0" } }, answer: false },
])("$installed satisfies the lock: $answer", async ({ installed, answer }) => {
  await put("package-lock.json", lock(wanted));
  await put("node_modules/.package-lock.json", lock(installed));
  expect(isInstalled(workspace)).toBe(answer);
});

test("a workspace without node_modules is not installed", async () => {
  await put("package-lock.json", lock(wanted));
  expect(isInstalled(workspace)).toBe(false);
});

function install(): { status: number | null; stderr: string } {
  const script = `import { install } from ${JSON.stringify(join(root, "tools/install.mjs"))}; install(${JSON.stringify(workspace)});`;
  const env = { ...process.env, npm_execpath: "" };
  return spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8", env });
}

test("what is missing is installed, once", async () => {
  await put("package.json", { name: "fixture", version: "1.0.0", workspaces: ["member"] });
  await put("member/package.json", { name: "member", version: "1.0.0" });
  await put(
    "package-lock.json",
    lock({
      "": { name: "fixture", version: "1.0.0", workspaces: ["member"] },
      member: { version: "1.0.0" },
      "node_modules/member": { resolved: "member", link: true },
    }),
  );
  expect(install()).toMatchObject({ status: 0 });
  expect(await readlink(join(workspace, "node_modules/member"))).toBe("../member");
  expect(isInstalled(workspace)).toBe(true);

  // A second npm ci would remove this.
  await put("node_modules/witness/package.json", {});
  expect(install()).toMatchObject({ status: 0 });
  expect(await realpath(join(workspace, "node_modules/witness"))).toBeDefined();
});

test("a failed installation ends with 1 and one sentence more than npm's own", async () => {
  await put("package.json", { name: "fixture", version: "1.0.0", dependencies: { a: "1.0.0" } });
  const { status, stderr } = install();
  expect(status).toBe(1);
  expect(stderr).toContain("The packages could not be installed");
});
