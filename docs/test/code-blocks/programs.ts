import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Step } from "./script.ts";

/** A page, ready to be checked and run. */
export interface Page {
  readonly name: string;
  readonly steps: readonly Step[];
  /** Names of programs that the page needs on the PATH, beside what a base system has. */
  readonly needs: readonly string[];
}

/** The pages' programs as files: inside the workspace, so that imports find its packages. */
export interface Programs {
  readonly directory: string;
  /** Where the program of `line` in `page` was written. */
  fileOf(page: Page, line: number): string;
  /** What the compiler says, by the page's name. */
  readonly typeErrors: ReadonlyMap<string, readonly string[]>;
}

/** Writes the programs of all pages below `root`/docs/.cache and compiles them together. The caller removes the directory. */
export async function writePrograms(root: string, pages: readonly Page[]): Promise<Programs> {
  await mkdir(join(root, "docs/.cache"), { recursive: true });
  const directory = await mkdtemp(join(root, "docs/.cache/code-blocks-"));
  const fileOf = (page: Page, line: number): string => join(directory, `${page.name}.${line}.ts`);

  const files: string[] = [];
  for (const page of pages) {
    for (const step of page.steps) {
      if (step.kind !== "program") continue;
      const file = fileOf(page, step.line);
      await mkdir(dirname(file), { recursive: true });
      // Even a program without an import is a module, with a top-level await if it likes.
      await writeFile(file, `${step.source}\nexport {};\n`);
      files.push(file);
    }
  }
  return { directory, fileOf, typeErrors: await compile(root, directory, files, pages) };
}

async function compile(
  root: string,
  directory: string,
  files: readonly string[],
  pages: readonly Page[],
): Promise<Map<string, string[]>> {
  const errors = new Map<string, string[]>();
  if (files.length === 0) return errors;
  const project = {
    extends: join(root, "tsconfig.tests.json"),
    files,
    include: [],
    // A page may show a value that it does not use.
    compilerOptions: {
      composite: false,
      declarationMap: false,
      tsBuildInfoFile: null,
      rootDir: root,
      noUnusedLocals: false,
    },
  };
  await writeFile(join(directory, "tsconfig.json"), JSON.stringify(project));
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const { stdout } = spawnSync(process.execPath, [tsc, "-p", directory], {
    cwd: directory,
    encoding: "utf8",
  });
  for (const error of stdout.split(/^(?=\S)/m).filter((text) => text.trim() !== "")) {
    const page = pages.find(({ name }) => error.startsWith(`${name}.`));
    if (!page) throw new Error(`The code blocks could not be compiled: ${error}`);
    errors.set(page.name, [...(errors.get(page.name) ?? []), error.trim()]);
  }
  return errors;
}
