import { expect, test } from "vitest";
import configuration from "../../.dependency-cruiser.mjs";
import { direction } from "../check/direction.ts";
import { sourceTree } from "./source-tree.ts";

const empty = "export {};";

/** One file, or a few, that break exactly the rule under whose name they stand. */
const violations: Record<string, Record<string, string>> = {
  resolved: { "core/engine/src/index.ts": `import "./absent.ts";` },
  "no-cycles": {
    "core/engine/src/job/a.ts": `import type { B } from "./b.ts"; export type A = B;`,
    "core/engine/src/job/b.ts": `import type { A } from "./a.ts"; export type B = A;`,
  },
  "declared-dependencies-in-src": { "plugins/file/src/index.ts": `import "hoisted";` },
  "no-development-dependencies-in-src": { "plugins/file/src/index.ts": `import "for-tests";` },
  "packages-meet-at-their-exports": {
    "adapters/rest/src/index.ts": `import "../../../core/engine/src/index.ts";`,
  },
  "only-tests-import-tests": {
    "benchmarks/a.ts": `import "./test/fixture.ts";`,
    "benchmarks/test/fixture.ts": empty,
  },
  "tests-import-tests-of-their-own-package": {
    "tools/test/a.ts": `import "../../docs/test/fixture.ts";`,
    "docs/test/fixture.ts": empty,
  },
  "tsyringe-in-compose-only": { "core/engine/src/index.ts": `import { container } from "tsyringe";` },
  "contract-imports-nothing": { "core/contract/src/index.ts": `export * from "@holdfast/conformance";` },
  "conformance-imports-the-contract-only": {
    "core/conformance/src/index.ts": `export type * from "@holdfast/core";`,
  },
  "engine-knows-no-plugin": {
    "core/engine/src/index.ts": `const plugin = await import("@holdfast/location-file"); export { plugin };`,
  },
  "plugins-import-the-contract-only": {
    "plugins/file/src/index.ts": `import type { Core } from "@holdfast/core";`,
  },
  "ftp-is-imported-by-ftps-only": { "plugins/file/src/index.ts": `import "@holdfast/location-ftp";` },
  "http-is-imported-by-https-only": { "plugins/ftps/src/index.ts": `import "@holdfast/location-http";` },
  "sftp-is-imported-by-scp-only": { "plugins/file/src/index.ts": `import "@holdfast/location-sftp";` },
  "adapters-import-engine-and-plugins": { "adapters/cli/src/index.ts": `import "@holdfast/testservers";` },
  "in-process-imports-no-adapter": { "adapters/in-process/src/index.ts": `import "@holdfast/rest";` },
  "rest-imports-no-adapter-but-in-process": { "adapters/rest/src/index.ts": `import "@holdfast/cli";` },
  "engine-folders-are-known": {
    "core/engine/src/index.ts": `import "./misc/a.ts";`,
    "core/engine/src/misc/a.ts": empty,
  },
  "engine-memory": engineImport("memory", "job"),
  "engine-messages": engineImport("messages", "job"),
  "engine-job": engineImport("job", "state"),
  "engine-policy": engineImport("policy", "job"),
  "engine-parts": engineImport("parts", "archive"),
  "engine-archive": engineImport("archive", "seal"),
  "engine-seal": engineImport("seal", "manifest"),
  "engine-pipeline": engineImport("pipeline", "transfer"),
  "engine-transfer": engineImport("transfer", "catalog"),
  "engine-manifest": engineImport("manifest", "transfer"),
  "engine-catalog": engineImport("catalog", "state"),
  "engine-state": engineImport("state", "transfer"),
  "engine-backup": engineImport("backup", "restore"),
  "engine-restore": engineImport("restore", "operations"),
  "engine-schedule": engineImport("schedule", "restore"),
  "engine-reconciliation": engineImport("reconciliation", "backup"),
  "engine-operations": { "core/engine/src/operations/a.ts": `import "../index.ts";` },
};

function engineImport(from: string, to: string): Record<string, string> {
  return {
    [`core/engine/src/${from}/a.ts`]: `import type { B } from "../${to}/b.ts"; export type A = B;`,
    [`core/engine/src/${to}/b.ts`]: `export type B = string;`,
  };
}

test.each(Object.entries(violations))("%s notices a violation", async (rule, files) => {
  const findings = await direction(await sourceTree(files));
  expect(new Set(findings.map((finding) => finding.split(": ")[0]))).toEqual(new Set([rule]));
});

test("every rule has its violation above", () => {
  const rules = configuration.forbidden.map(({ name }) => name);
  expect(Object.keys(violations).toSorted()).toEqual(rules.toSorted());
});

test("the intended imports break no rule", async () => {
  const tree = await sourceTree({
    "core/contract/src/index.ts": `import type { Readable } from "node:stream"; export type Bytes = Readable;`,
    "core/engine/src/index.ts": `export * from "./compose.ts";`,
    "core/engine/src/compose.ts": `import "reflect-metadata"; import "tsyringe"; import "./operations/a.ts"; export {};`,
    "core/engine/src/operations/a.ts": `import "../backup/a.ts"; import "@holdfast/contract";`,
    "core/engine/src/backup/a.ts": `import "../pipeline/a.ts"; import "../catalog/a.ts";`,
    "core/engine/src/pipeline/a.ts": `import "../archive/a.ts"; import "../seal/a.ts"; import "../messages/a.ts";`,
    "core/engine/src/archive/a.ts": `import "../parts/a.ts"; import "./b.ts";`,
    "core/engine/src/archive/b.ts": empty,
    "core/engine/src/parts/a.ts": empty,
    "core/engine/src/catalog/a.ts": `import "../manifest/a.ts"; import "../transfer/a.ts";`,
    "core/engine/src/manifest/a.ts": `import "../seal/a.ts";`,
    "core/engine/src/seal/a.ts": empty,
    "core/engine/src/transfer/a.ts": empty,
    "core/engine/src/messages/a.ts": empty,
    "core/engine/test/seal/a.test.ts": `import "../../src/seal/a.ts"; import "./b.ts"; import "for-tests";`,
    "core/engine/test/seal/b.ts": `import "@holdfast/conformance";`,
    "core/conformance/src/index.ts": `import "@holdfast/contract";`,
    "plugins/ftps/src/index.ts": `import "@holdfast/location-ftp"; import "@holdfast/contract";`,
    "plugins/https/src/index.ts": `import "@holdfast/location-http";`,
    "plugins/scp/src/index.ts": `import "@holdfast/location-sftp";`,
    "plugins/file/test/a.test.ts": `import "@holdfast/conformance"; import "@holdfast/testservers";`,
    "adapters/rest/src/index.ts": `import "@holdfast/in-process"; import "@holdfast/core";`,
    "adapters/cli/src/index.ts": `import "@holdfast/rest"; import "@holdfast/core"; import "@holdfast/location-scp";`,
  });
  expect(await direction(tree)).toEqual([]);
});

test("a source file that the checker does not see is a finding", async () => {
  const tree = await sourceTree({ "core/engine/src/test/fixtures/a.ts": empty });
  expect(await direction(tree)).toEqual([
    "not seen by dependency-cruiser: core/engine/src/test/fixtures/a.ts",
  ]);
});
