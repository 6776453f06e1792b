import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

interface Rule {
  readonly name: string;
  /** Where it applies; everywhere when left out. */
  readonly files?: RegExp;
  readonly except?: RegExp;
  readonly forbidden: RegExp;
}

const longestSource = 400;

const rules: readonly Rule[] = [
  {
    name: "a path of one machine",
    forbidden: /(?<![\w.$}~-])\/(?:root|work|workspace|home\/[a-z]\w*|Users\/\w+)\/[\w.]/,
  },
  {
    name: "a registry's host name",
    forbidden: /registry\.[a-z0-9-]+\.[a-z]+|\b(?:npm|artifactory|nexus)\.[a-z0-9-]+\.[a-z]{2,}/i,
  },
  {
    name: "the address a package was downloaded from",
    files: /(^|\/)package-lock\.json$/,
    forbidden: /"resolved": "[a-z+]+:/,
  },
  {
    name: "tsyringe outside core/engine/src/compose.ts",
    files: /^(core|plugins|adapters)\/[^/]+\/src\/.*\.ts$/,
    except: /^core\/engine\/src\/compose\.ts$/,
    forbidden: /["'](?:tsyringe|reflect-metadata)[/"']/,
  },
  {
    name: "an em dash",
    files: /\.(ts|mjs|md|json)$/,
    forbidden: /\u2014/,
  },
];

/** What must not be in the files of the repository, committed or about to be. */
export async function committedFiles(root: string): Promise<string[]> {
  const findings: string[] = [];
  for (const path of await listed(root)) {
    const lines = (await readFile(join(root, path), "utf8")).split("\n");
    if (/^(core|plugins|adapters)\/[^/]+\/src\/.*\.ts$/.test(path) && lines.length - 1 > longestSource) {
      findings.push(`${path}: ${lines.length - 1} lines, more than ${longestSource}`);
    }
    for (const { name, files, except, forbidden } of rules) {
      if ((files && !files.test(path)) || except?.test(path)) continue;
      const line = lines.findIndex((text) => forbidden.test(text));
      if (line !== -1) findings.push(`${path}:${line + 1}: ${name}`);
    }
  }
  return findings;
}

async function listed(root: string): Promise<string[]> {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const { stdout } = await promisify(execFile)("git", args, { cwd: root, maxBuffer: 64 * 1024 * 1024 });
  return stdout.split("\0").filter((path) => path !== "" && existsSync(join(root, path)));
}
