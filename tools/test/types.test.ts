import { expect, test } from "vitest";
import { program } from "../check/program.ts";
import { sourceTree } from "./source-tree.ts";

const error = `export const n: number = "text";\n`;
const commentedError = `/** @type {number} */\nexport const n = "text";\n`;

async function compile(files: Readonly<Record<string, string>>): Promise<string[]> {
  const tree = await sourceTree(files, ["tsconfig.json", "tsconfig.tests.json"]);
  return program(tree, "tsc", ["-p", "tsconfig.tests.json"]);
}

test.each([
  ["core/engine/src/job/a.ts", error],
  ["core/engine/test/job/a.test.ts", error],
  ["plugins/sftp/test/a.test.ts", error],
  ["adapters/cli/bin/a.mjs", commentedError],
  ["benchmarks/a.ts", error],
  ["docs/test/a.test.ts", error],
  ["tools/check/a.ts", error],
  ["tools/a.mjs", commentedError],
  ["vitest.config.ts", error],
  [".dependency-cruiser.mjs", commentedError],
])("the compiler checks %s", async (path, text) => {
  const [output = ""] = await compile({ [path]: text });
  expect(output.split("\n")).toEqual([expect.stringMatching(/TS2322/)]);
  expect(output.startsWith(`${path}(`)).toBe(true);
});

test("the compiler finds nothing in a correct tree", async () => {
  expect(await compile({ "tools/check/a.ts": `export const n: number = 1;\n` })).toEqual([]);
});
