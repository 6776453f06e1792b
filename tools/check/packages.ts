import { glob, readFile } from "node:fs/promises";
import { dirname, join, parse } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { program } from "./program.ts";

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly bin?: Readonly<Record<string, string>>;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

/** Mistakes in what would be published; exports and commands that do not start in their built form. Needs a build. */
export async function packages(root: string): Promise<string[]> {
  const findings: string[] = [];
  for await (const path of glob("{core,plugins,adapters}/*/package.json", { cwd: root })) {
    const manifest = JSON.parse(await readFile(join(root, path), "utf8")) as Manifest;
    const directory = join(root, dirname(path));
    findings.push(...(await imports(root, directory, manifest)));
    if (manifest.private) continue;
    findings.push(...(await published(directory, manifest)));
    findings.push(...(await commands(directory, root, manifest)));
  }
  return findings;
}

async function published(directory: string, { name }: Manifest): Promise<string[]> {
  const { messages, pkg } = await publint({ pkgDir: directory, level: "suggestion", strict: true });
  return messages.map((message) => `${name}: ${formatMessage(message, pkg, { color: false })}`);
}

/** Each export, imported by a plain Node without conditions, as a user's program would. */
async function imports(root: string, directory: string, manifest: Manifest): Promise<string[]> {
  const findings: string[] = [];
  for (const subpath of await subpaths(directory, manifest)) {
    const specifier = manifest.name + subpath.slice(1);
    const script = `
      const url = import.meta.resolve(${JSON.stringify(specifier)});
      if (!url.includes("/dist/")) throw new Error("it resolves to " + url + ", which is not built");
      await import(url);
    `;
    const [failure] = await program(root, "node", ["--input-type=module", "--eval", script]);
    if (failure)
      findings.push(`${specifier} cannot be imported: ${/^\w*Error.*$/m.exec(failure)?.[0] ?? failure}`);
  }
  return findings;
}

/** What can be imported; a pattern such as `./*` stands for each source file that it matches. */
async function subpaths(directory: string, { exports = {} }: Manifest): Promise<string[]> {
  const found: string[] = [];
  for (const [subpath, target] of Object.entries(exports)) {
    if (subpath.endsWith(".json")) continue;
    const source = typeof target === "string" ? target : (target["@holdfast/source"] ?? "");
    const files = subpath.includes("*") ? await Array.fromAsync(glob(source, { cwd: directory })) : [];
    found.push(...(subpath.includes("*") ? files.map((file) => `./${parse(file).name}`) : [subpath]));
  }
  return found;
}

/** Each command, started from its built form. */
async function commands(directory: string, root: string, { name, bin = {} }: Manifest): Promise<string[]> {
  const findings: string[] = [];
  for (const [command, path] of Object.entries(bin)) {
    const [failure] = await program(root, "node", [join(directory, path), "--help"]);
    if (failure) findings.push(`${name}: ${command} --help fails: ${failure}`);
  }
  return findings;
}
