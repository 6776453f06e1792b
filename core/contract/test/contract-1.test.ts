/*
 * Contract 1 is frozen (docs/decisions/contract-1.md): what plugins and their callers see
 * of this package stays as contract-1.txt has it. What may be added by that
 * page is written there with `vitest -u`.
 */
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const contract = dirname(dirname(fileURLToPath(import.meta.url)));
const compiler = join(contract, "../../node_modules/typescript/bin/tsc");

let place: string;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "holdfast-contract-"));
});
afterAll(() => rm(place, { recursive: true }));

/** The package's declarations without their comments, file after file. */
async function declarations(): Promise<string> {
  const shape = ["--emitDeclarationOnly", "--removeComments", "--declarationMap", "false"];
  const build = ["--outDir", place, "--tsBuildInfoFile", join(place, "build")];
  const { status, stdout } = spawnSync(process.execPath, [compiler, "-p", contract, ...shape, ...build], {
    encoding: "utf8",
  });
  expect(status, stdout).toBe(0);
  const names = (await readdir(place, { recursive: true })).filter((name) => name.endsWith(".d.ts"));
  const texts = names
    .toSorted()
    .map(async (name) => `// ${name}\n${await readFile(join(place, name), "utf8")}`);
  return (await Promise.all(texts)).join("\n");
}

test("what is exported is contract 1", async () => {
  await expect(await declarations()).toMatchFileSnapshot(join(contract, "test/contract-1.txt"));
});
