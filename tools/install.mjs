// Plain JavaScript for Node 20: this runs before anything is installed.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Runs `npm ci --ignore-scripts` in the workspace at `root` unless the installed packages match its package-lock.json. */
export function install(/** @type {string} */ root) {
  if (isInstalled(root)) return;
  console.error("Installing the packages of package-lock.json.");
  const npm = process.env["npm_execpath"];
  const [command, ...args] = npm?.endsWith(".js") ? [process.execPath, npm] : ["npm"];
  const { status } = spawnSync(command, [...args, "ci", "--ignore-scripts", "--loglevel=error"], {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    console.error("The packages could not be installed: npm ci failed, see above.");
    process.exit(1);
  }
}

/**
 * Whether every package that package-lock.json demands is installed in its version.
 * npm keeps what it installed in node_modules/.package-lock.json. Times are not compared: a fresh checkout has new ones.
 */
export function isInstalled(/** @type {string} */ root) {
  const installed = packages(join(root, "node_modules/.package-lock.json"));
  const wanted = packages(join(root, "package-lock.json"));
  if (!installed || !wanted) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === "" || optional || installed[path]?.version === version,
  );
}

/** @typedef {{ packages: Record<string, { version?: string, optional?: boolean }> }} LockFile */

function packages(/** @type {string} */ path) {
  try {
    const lockFile = /** @type {LockFile} */ (JSON.parse(readFileSync(path, "utf8")));
    return lockFile.packages;
  } catch {
    return undefined;
  }
}
