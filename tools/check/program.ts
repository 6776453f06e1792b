import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { root } from "../root.mjs";

/** Runs a program of node_modules/.bin in `directory`; when it fails, its output is the one finding. */
export async function program(directory: string, name: string, args: readonly string[]): Promise<string[]> {
  const child = spawn(join(root, "node_modules/.bin", name), args, {
    cwd: directory,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  const exit = once(child, "close") as Promise<[number | null]>;
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  if (code === 0) return [];
  return [`${stdout}${stderr}`.trim() || `${name} ended with ${code} and said nothing`];
}
