import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand } from "../src/command.ts";

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "holdfast-create-"));
});
afterAll(() => rm(directory, { recursive: true }));

async function run(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: string[][] = [[], []];
  const to = (lines: string[] = []) => ({ write: (text: string) => lines.push(text) });
  const code = await runCommand(args, { directory, out: to(out), err: to(err) });
  return { code, out: (out ?? []).join(""), err: (err ?? []).join("") };
}

test("a plugin goes into a directory of its package's name, and the next steps are said", async () => {
  const { code, out, err } = await run("tape");
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toContain("cd holdfast-location-tape");
  expect(await readdir(join(directory, "holdfast-location-tape"))).toContain(".gitignore");
  expect(await run("holdfast-location-disc", "--directory", "elsewhere/deep")).toMatchObject({ code: 0 });
  expect(await readdir(join(directory, "elsewhere/deep"))).toContain("package.json");
});

test("nothing that is there is replaced", async () => {
  await mkdir(join(directory, "full"));
  await writeFile(join(directory, "full/package.json"), "mine");
  const { code, out, err } = await run("tape", "--directory", "full");
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toMatch(/full is not empty.*--directory.*\(holdfast\.create\.not-empty\)/);
  expect(await readdir(join(directory, "full"))).toEqual(["package.json"]);
});

test("what cannot be written is said with its cause", async () => {
  await writeFile(join(directory, "a file"), "");
  const { code, err } = await run("tape", "--directory", "a file/below");
  expect(code).toBe(1);
  expect(err).toMatch(/ENOTDIR.*\(holdfast\.create\.not-written\)/);
});

test.each([
  ["", "bad-name"],
  ["a", "bad-name"],
  ["9track", "bad-name"],
  ["Tape", "bad-name"],
  ["my-tape", "bad-name"],
  ["../tape", "bad-name"],
  ["tape\n", "bad-name"],
  ["x".repeat(1000), "bad-name"],
  ["class", "bad-name"],
  ["test", "bad-name"],
  ["holdfast-location-location", "bad-name"],
  ["sftp", "taken"],
])("%j is no name for a new type", async (name, id) => {
  const { code, out, err } = await run(name);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(`(holdfast.create.${id})`);
  expect(err.length).toBeLessThan(400);
});

test.each([[[]], [["tape", "disc"]], [["tape", "--force"]], [["tape", "--directory"]]])(
  "%j is no command line, and the right one is shown",
  async (args) => {
    const { code, out, err } = await run(...args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("Usage: npm create @holdfast/location -- TYPE");
  },
);

test("help is no error", async () => {
  expect(await run("--help")).toMatchObject({ code: 0, err: "" });
});
