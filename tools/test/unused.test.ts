import { expect, test } from "vitest";
import { program } from "../check/program.ts";
import { sourceTree } from "./source-tree.ts";

async function unused(files: Readonly<Record<string, string>>): Promise<string> {
  return (await program(await sourceTree(files, ["knip.json"]), "knip", ["--reporter", "compact"])).join(
    "\n",
  );
}

test.each([
  [
    "an export that nobody imports",
    {
      "core/engine/src/index.ts": `export { a } from "./a.ts";`,
      "core/engine/src/a.ts": `export const a = 1;\nexport const b = 2;`,
    },
    "core/engine/src/a.ts: b",
  ],
  ["a file that nobody imports", { "core/engine/src/a.ts": `export const a = 1;` }, "core/engine/src/a.ts"],
  [
    "a package that is imported and not declared",
    { "plugins/file/src/index.ts": `import "hoisted";` },
    "plugins/file/src/index.ts: hoisted",
  ],
  ["a package that is declared and not imported", {}, "core/engine/package.json: tsyringe"],
])("knip sees %s", async (_, files, finding) => {
  expect(await unused(files)).toContain(finding);
});

test("knip counts what tests and child processes of tests use", async () => {
  const findings = await unused({
    "core/engine/src/a.ts": `export const a = 1;`,
    "core/engine/test/a.test.ts": `import { a } from "../src/a.ts";\nconsole.log(a);`,
    "core/engine/test/children/b.ts": `console.log();`,
  });
  expect(findings).not.toContain("core/engine/src/a.ts");
  expect(findings).not.toContain("core/engine/test/");
});
