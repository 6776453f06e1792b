import { expect, test } from "vitest";
import { program } from "../check/program.ts";
import { sourceTree } from "./source-tree.ts";

async function lint(path: string, text: string): Promise<string[]> {
  const project = `{ "extends": "../../tsconfig.json", "files": null, "include": ["src"] }`;
  const tree = await sourceTree({ [path]: text, "core/engine/tsconfig.json": project }, [
    "tsconfig.json",
    "tsconfig.tests.json",
    ".oxlintrc.json",
  ]);
  return program(tree, "oxlint", ["core", "tools"]);
}

const floating = `export const f = async (): Promise<void> => {};\nf();\n`;

test.each([
  ["a floating promise in a package", "core/engine/src/a.ts", floating, "no-floating-promises"],
  ["a floating promise in a test", "core/engine/test/a.test.ts", floating, "no-floating-promises"],
  ["a floating promise in a tool", "tools/a.ts", floating, "no-floating-promises"],
  ["an unsafe any", "tools/a.ts", `export const a: string = JSON.parse("{}");\n`, "no-unsafe-assignment"],
  [
    "environment in a library",
    "core/engine/src/a.ts",
    `export const a = process.env["A"];\n`,
    "no-process-env",
  ],
  ["output of a library", "core/engine/src/a.ts", `console.log("text");\n`, "no-console"],
])("the linter sees %s", async (_, path, text, rule) => {
  const [output = ""] = await lint(path, text);
  expect(output).toContain(rule);
  expect(output).toContain("Found 0 warnings and 1 error.");
});

test("the linter finds nothing in a correct tree", async () => {
  expect(await lint("tools/a.ts", `export const n: number[] = [2, 1].toSorted((a, b) => a - b);\n`)).toEqual(
    [],
  );
});
