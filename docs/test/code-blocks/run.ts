import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import type { Page, Programs } from "./programs.ts";
import { type Tools, writeTools } from "./tools.ts";

export interface Outcome {
  readonly code: number | null;
  /** What the page printed, both streams. */
  readonly output: string;
}

const timeLimit = 120_000;

/**
 * Runs a page from top to bottom as one bash script, `set -eu`, in an empty directory of its own.
 * The commands of the workspace are on the PATH; home and state directory are the page's own too.
 * What it left running in the background is ended.
 */
export async function runPage(
  root: string,
  page: Page,
  programs: Programs,
  tools: Tools = new Map(),
): Promise<Outcome> {
  const place = await mkdtemp(join(tmpdir(), "holdfast-page-"));
  try {
    const [script, directory, home] = [join(place, "page.sh"), join(place, "page"), join(place, "home")];
    await mkdir(directory);
    await mkdir(home);
    const bin = await writeTools(place, tools);
    await writeFile(script, bash(page, programs));
    const child = spawn("bash", ["-eu", script], {
      cwd: directory,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        HOME: home,
        HOLDFAST_STATE_DIR: join(place, "state"),
        NODE_OPTIONS: "--conditions=@holdfast/source",
        PATH: [join(root, "node_modules/.bin"), bin, process.env["PATH"]].join(delimiter),
      },
    });
    const limit = setTimeout(() => endGroup(child.pid), timeLimit);
    const output = Promise.all([text(child.stdout), text(child.stderr)]);
    const [code] = (await once(child, "exit")) as [number | null];
    clearTimeout(limit);
    endGroup(child.pid);
    return { code, output: (await output).join("") };
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

function bash(page: Page, programs: Programs): string {
  const ending = `trap 'code=$?; [ $code = 0 ] || echo "${page.name}: the block at line $block ended with $code" >&2' EXIT`;
  const steps = page.steps.map((step) => {
    const text = step.kind === "shell" ? step.text : `node '${programs.fileOf(page, step.line)}'`;
    return `block=${step.line}\n${text}\n`;
  });
  return [ending, ...steps].join("\n");
}

function endGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, "SIGKILL");
  } catch {
    // Nothing of the group is left.
  }
}
