import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A running `holdfast serve`. */
export interface Daemon {
  readonly url: string;
  /** The certificate to trust, PEM. */
  readonly certificate: string;
  /** The value of a header `Authorization`. */
  readonly authorization: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const launcher = fileURLToPath(new URL("../bin/holdfast.mjs", import.meta.resolve("@holdfast/cli")));
const user = "administrator@vsphere.local";

/**
 * Starts the built daemon for a tree as its one part.
 *
 * @param target an empty directory for its configuration and its state
 */
export async function startDaemon(tree: string, target: string): Promise<Daemon> {
  const config = join(target, "holdfast.config.json");
  const system = { name: "benchmark", product: "holdfast", version: "1.0", build: "1" };
  const parts = [{ id: "common", directories: [tree] }];
  writeFileSync(config, JSON.stringify({ system, stateDir: "state", parts, serve: { port: 0 } }));
  const password = randomBytes(12).toString("base64url");
  const add = [launcher, "user", user, "--config", config, "--password-file", "-"];
  execFileSync(process.execPath, add, { input: password, stdio: ["pipe", "ignore", "inherit"] });
  const serve = [launcher, "serve", "--config", config, "--log-level", "warn"];
  const child = spawn(process.execPath, serve, { stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(child, "exit");
  for await (const line of createInterface(child.stderr)) {
    const [, url] = /API of benchmark on (https:.+)\.$/.exec(line) ?? [];
    if (url === undefined || child.pid === undefined) continue;
    child.stderr.resume();
    return {
      url,
      certificate: readFileSync(join(target, "state/tls/certificate.pem"), "utf8"),
      authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
      pid: child.pid,
      stop: async () => {
        child.kill("SIGTERM");
        await ended;
      },
    };
  }
  throw new Error("holdfast serve did not start.");
}
