import { execFile } from "node:child_process";
import { glob, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { CreateError, namesOf, writePlugin } from "@holdfast/create-location";
import { expect, onTestFinished, test } from "vitest";

const packages = fileURLToPath(new URL("../../../node_modules", import.meta.url));
const template = fileURLToPath(new URL("../template", import.meta.url));

/** Words of JavaScript and TypeScript that do not stand in the template. */
const language = `
  abstract any arguments as asserts await bigint break case catch class const continue debugger declare default delete
  do else enum eval extends false finally for function global if implements in infer instanceof interface is keyof let
  module namespace never new null object of package private protected public require return satisfies set static super
  switch symbol this throw true try typeof undefined unique unknown using var void while with yield console process`;

/** Every word of the template's code, in the letters that a type has, and those of the language. */
async function candidates(): Promise<readonly string[]> {
  const files = await Array.fromAsync(glob("**/*.ts", { cwd: template }));
  const texts = await Promise.all(files.map((file) => readFile(join(template, file), "utf8")));
  const words =
    [language, ...texts]
      .join(" ")
      .toLowerCase()
      .match(/[a-z][a-z0-9]*/g) ?? [];
  return [...new Set(words)];
}

function isRefused(word: string): boolean {
  try {
    namesOf(word);
    return false;
  } catch (error) {
    expect(error).toBeInstanceOf(CreateError);
    return true;
  }
}

test("a word that is not refused makes a plugin whose types are right", { timeout: 120_000 }, async () => {
  const directory = await mkdtemp(join(tmpdir(), "holdfast-create-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const words = (await candidates()).filter((word) => !isRefused(word));
  expect(words.length).toBeGreaterThan(200);
  for (const word of words) await writePlugin(join(directory, word), namesOf(word));
  await symlink(packages, join(directory, "node_modules"));
  const project = JSON.parse(await readFile(join(template, "tsconfig.json"), "utf8")) as object;
  const include = ["*/src", "*/test"];
  await writeFile(join(directory, "tsconfig.json"), JSON.stringify({ ...project, include }));

  const tsc = join(packages, "typescript/bin/tsc");
  const args = [tsc, "--customConditions", "@holdfast/source", "--project", directory];
  const checked = await promisify(execFile)(process.execPath, args).catch((error: unknown) => error);
  expect(checked).toMatchObject({ stdout: "", stderr: "" });
});

test("a word that only looks like one of the code is not refused", () => {
  for (const word of [
    "store",
    "node",
    "object",
    "string",
    "connect",
    "session",
    "target",
    "server",
    "async",
  ]) {
    expect(namesOf(word).upper).toBe(word.toUpperCase());
  }
});
