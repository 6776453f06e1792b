#!/usr/bin/env node
// Plain JavaScript that any Node can parse. It starts the built program when there is one, else the sources of a checkout.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";

const condition = "--conditions=@holdfast/source";
const built = new URL("../dist/main.js", import.meta.url);
const source = new URL("../src/main.ts", import.meta.url);

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const recentEnough = major > 22 || (major === 22 && minor >= 18);

if (recentEnough && import.meta.resolve("@holdfast/cli").endsWith(".ts")) {
  await import(source.href);
} else if (recentEnough && existsSync(built)) {
  await import(built.href);
} else {
  become(
    recentEnough ? process.execPath : newerNode(),
    existsSync(built) ? [fileURLToPath(built)] : [condition, fileURLToPath(source)],
  );
}

/** The Node that a checkout of Holdfast installs beside this too old one. */
function newerNode() {
  const [platform, name] = process.platform === "win32" ? ["win", "node.exe"] : [process.platform, "node"];
  const pinned = `../../../node_modules/node-${platform}-${process.arch}/bin/${name}`;
  const path = fileURLToPath(new URL(pinned, import.meta.url));
  if (existsSync(path)) return path;
  console.error(
    `holdfast needs Node 22.18 or newer, and this is Node ${process.versions.node}: please install a newer one.`,
  );
  process.exit(2);
}

/** Runs `node` in place of this process. */
function become(/** @type {string} */ node, /** @type {readonly string[]} */ program) {
  const args = [...program, ...process.argv.slice(2)];
  if (process.execve && process.platform !== "win32") process.execve(node, [node, ...args], process.env);

  const child = spawn(node, args, { stdio: "inherit" });
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) {
    process.on(signal, () => {
      // A terminal's Ctrl-C reaches the child by itself; a second one would mean impatience.
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal ?? "SIGTERM"]));
}
