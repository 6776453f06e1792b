// Plain JavaScript for Node 20, like install.mjs.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, join } from "node:path";

const platform = process.platform === "win32" ? "win" : process.platform;
const executable = process.platform === "win32" ? "node.exe" : "node";

/** The Node that develops and tests Holdfast: the one pinned in package.json, else this one when it is Node 24 or newer. */
function pinnedNode(/** @type {string} */ root) {
  const pinned = join(root, `node_modules/node-${platform}-${process.arch}/bin`, executable);
  if (existsSync(pinned)) return pinned;
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  console.error(
    `The registry has no Node 24 for ${platform}-${process.arch}: install Node 24 and run this again.`,
  );
  process.exit(2);
}

/** Runs the pinned Node in place of this process: same streams, its exit code, signals passed on. */
export function runPinned(/** @type {readonly string[]} */ args, /** @type {string} */ root) {
  const bin = join(root, "node_modules/.bin");
  const env = { ...process.env, PATH: [bin, process.env["PATH"]].join(delimiter) };
  const child = spawn(pinnedNode(root), args, { cwd: root, env, stdio: "inherit" });
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) {
    process.on(signal, () => {
      // A terminal's Ctrl-C reaches the child by itself; vitest takes a second one as impatience.
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal ?? "SIGTERM"]));
}
