import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { committedFiles } from "../check/committed-files.ts";

async function findings(files: Readonly<Record<string, string>>): Promise<string[]> {
  const root = await mkdtemp(join(tmpdir(), "holdfast-files-"));
  onTestFinished(() => rm(root, { recursive: true }));
  execFileSync("git", ["init", "--quiet"], { cwd: root });
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return committedFiles(root);
}

// Put together here, since this file is checked as well.
const path = (...segments: string[]): string => ["", ...segments].join("/");
const host = (...labels: string[]): string => labels.join(".");

test.each([
  ["a checkout", `see ${path("work", "project", "a.ts")}`],
  ["root's home", `{ "cwd": "${path("root", ".npmrc")}" }`],
  ["a user's home", `cd ${path("home", "alice", "project")}`],
  ["a Mac user's home", path("Users", "alice", "project")],
])("a path of one machine: %s", async (_, text) => {
  expect(await findings({ "docs/a.md": `first line\n${text}\n` })).toEqual([
    "docs/a.md:2: a path of one machine",
  ]);
});

test.each([
  ["the public one", `fetch("https://${host("registry", "npmjs", "org")}/a")`],
  ["a mirror", `//${host("npm", "internal", "example")}/:_authToken`],
])("a registry's host name: %s", async (_, text) => {
  expect(await findings({ ".npmrc": text })).toEqual([".npmrc:1: a registry's host name"]);
});

test("the address a package was downloaded from", async () => {
  const lock = `{\n  "resolved": "https://mirror.example/a.tgz"\n}`;
  expect(await findings({ "package-lock.json": lock })).toEqual([
    "package-lock.json:2: the address a package was downloaded from",
  ]);
});

test("tsyringe outside compose.ts", async () => {
  const text = `import { container } from "tsyringe";\n`;
  expect(await findings({ "core/engine/src/compose.ts": text, "core/engine/src/job/job.ts": text })).toEqual([
    "core/engine/src/job/job.ts:1: tsyringe outside core/engine/src/compose.ts",
  ]);
});

test("an em dash", async () => {
  expect(await findings({ "README.md": "One \u2014 two\n" })).toEqual(["README.md:1: an em dash"]);
});

test("a source file of more than 400 lines", async () => {
  const files = {
    "core/engine/src/long.ts": "\n".repeat(401),
    "core/engine/src/just.ts": "\n".repeat(400),
    "core/engine/test/long.test.ts": "\n".repeat(401),
  };
  expect(await findings(files)).toEqual(["core/engine/src/long.ts: 401 lines, more than 400"]);
});

test("what is ignored, and what is allowed", async () => {
  const files = {
    ".gitignore": "dist/\n",
    "dist/a.md": path("root", "a"),
    "package-lock.json": `{ "resolved": "core/engine", "link": true }`,
    "docs/a.md": `${path("var", "lib")} $HOME/work/a https://example.org/home/alice/ ${path("home", "")}`,
  };
  expect(await findings(files)).toEqual([]);
});
