import { expect, test } from "vitest";
import { packages } from "../check/packages.ts";
import { sourceTree } from "./source-tree.ts";

async function findingsOnContract(files: Readonly<Record<string, string>>): Promise<string[]> {
  const findings = await packages(await sourceTree(files));
  return findings.filter((finding) => finding.startsWith("@holdfast/contract"));
}

const manifest = {
  name: "@holdfast/contract",
  version: "1.0.0",
  type: "module",
  license: "Apache-2.0",
  files: ["dist"],
  exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" } },
};
const built = {
  "core/contract/package.json": JSON.stringify(manifest),
  "core/contract/dist/index.js": "export {};",
  "core/contract/dist/index.d.ts": "export {};",
};

test("a built package has no finding", async () => {
  expect(await findingsOnContract(built)).toEqual([]);
});

test("a package without its build cannot be imported", async () => {
  expect(await findingsOnContract({})).toContainEqual(
    expect.stringMatching(/^@holdfast\/contract cannot be imported: .*ERR_MODULE_NOT_FOUND/),
  );
});

test("an export that resolves to a source is a finding", async () => {
  const exports = { ".": "./src/index.ts" };
  const files = { ...built, "core/contract/package.json": JSON.stringify({ ...manifest, exports }) };
  expect(await findingsOnContract(files)).toContainEqual(expect.stringContaining("which is not built"));
});

test("an export that throws is a finding", async () => {
  const files = { ...built, "core/contract/dist/index.js": `throw new TypeError("while loading");` };
  expect(await findingsOnContract(files)).toEqual([
    "@holdfast/contract cannot be imported: TypeError: while loading",
  ]);
});

test("a pattern of exports stands for each file that it matches", async () => {
  const exports = {
    "./*": { "@holdfast/source": "./src/servers/*.ts", default: "./dist/servers/*.js" },
  };
  const files = {
    "core/contract/package.json": JSON.stringify({ ...manifest, private: true, exports }),
    "core/contract/src/servers/built.ts": "export {};",
    "core/contract/dist/servers/built.js": "export {};",
    "core/contract/src/servers/unbuilt.ts": "export {};",
  };
  expect(await findingsOnContract(files)).toEqual([
    expect.stringMatching(/^@holdfast\/contract\/unbuilt cannot be imported/),
  ]);
});

test("a file that the published package lacks is a finding", async () => {
  const files = { ...built, "core/contract/package.json": JSON.stringify({ ...manifest, files: ["src"] }) };
  expect(await findingsOnContract(files)).toContainEqual(
    expect.stringMatching(/dist\/index\.js but the file is not published/),
  );
});

test("a command that fails is a finding", async () => {
  const files = {
    ...built,
    "core/contract/package.json": JSON.stringify({ ...manifest, bin: { contract: "./dist/command.js" } }),
    "core/contract/dist/command.js": `#!/usr/bin/env node\nprocess.exit(9);`,
  };
  expect(await findingsOnContract(files)).toEqual([
    expect.stringMatching(/^@holdfast\/contract: contract --help fails/),
  ]);
});
