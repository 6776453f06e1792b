import { cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { root } from "../root.mjs";

const packages = {
  "core/contract": "@holdfast/contract",
  "core/engine": "@holdfast/core",
  "core/conformance": "@holdfast/conformance",
  "plugins/file": "@holdfast/location-file",
  "plugins/ftp": "@holdfast/location-ftp",
  "plugins/ftps": "@holdfast/location-ftps",
  "plugins/http": "@holdfast/location-http",
  "plugins/https": "@holdfast/location-https",
  "plugins/sftp": "@holdfast/location-sftp",
  "plugins/scp": "@holdfast/location-scp",
  "plugins/testservers": "@holdfast/testservers",
  "adapters/in-process": "@holdfast/in-process",
  "adapters/rest": "@holdfast/rest",
  "adapters/cli": "@holdfast/cli",
};

/**
 * A copy in miniature of the workspace: its packages, each with next to nothing in src/index.ts, and `files` on top,
 * beside the workspace's own `configurations`. Removed after the test.
 */
export async function sourceTree(
  files: Readonly<Record<string, string>>,
  configurations: readonly string[] = [],
): Promise<string> {
  const tree = await realpath(await mkdtemp(join(tmpdir(), "holdfast-tree-")));
  onTestFinished(() => rm(tree, { recursive: true }));

  const content: Record<string, string> = {
    "package.json": manifest("holdfast", { workspaces: ["core/*", "plugins/*", "adapters/*"] }),
  };
  for (const name of ["tsyringe", "reflect-metadata", "hoisted", "for-tests"]) {
    content[`node_modules/${name}/package.json`] = manifest(name, { exports: "./index.js" });
    content[`node_modules/${name}/index.js`] = "export {};";
  }
  for (const [path, name] of Object.entries(packages)) {
    const dependencies = path === "core/engine" ? { tsyringe: "1.0.0", "reflect-metadata": "1.0.0" } : {};
    content[`${path}/package.json`] = manifest(name, {
      private: true,
      dependencies,
      devDependencies: { "for-tests": "1.0.0" },
      exports: { ".": { "@holdfast/source": "./src/index.ts", default: "./dist/index.js" } },
    });
    content[`${path}/src/index.ts`] = "export type Nothing = undefined;\n";
  }
  for (const name of configurations) await cp(join(root, name), join(tree, name));
  for (const [path, text] of Object.entries({ ...content, ...files })) {
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await writeFile(join(tree, path), text);
  }
  await mkdir(join(tree, "node_modules/@holdfast"));
  for (const [path, name] of Object.entries(packages)) {
    await symlink(join(tree, path), join(tree, "node_modules", name));
  }
  await symlink(join(root, "node_modules/@types"), join(tree, "node_modules/@types"));
  return tree;
}

function manifest(name: string, fields: object): string {
  return JSON.stringify({ name, version: "1.0.0", type: "module", ...fields });
}
