import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:https";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { json } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const checkout = fileURLToPath(new URL("../..", import.meta.url));

interface Sample {
  readonly url: string;
  /** Passwords that were printed, by user. */
  readonly passwords: ReadonlyMap<string, string>;
  stop(): Promise<unknown>;
}

async function start(place: string, env: Readonly<Record<string, string>>): Promise<Sample> {
  const child = spawn(process.execPath, ["tools/serve.mjs", place], {
    cwd: checkout,
    env: { ...process.env, HOLDFAST_PORT: "0", ...env },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = once(child, "exit");
  const passwords = new Map<string, string>();
  createInterface(child.stdout).on("line", (line) => {
    const [, user = "", password] = /^(\S+) has the password (\S+) and the role/.exec(line) ?? [];
    if (password !== undefined) passwords.set(user, password);
  });
  for await (const line of createInterface(child.stderr)) {
    const [, url] = /^Serving the recovery API of sample\.example on (\S+)\.$/.exec(line) ?? [];
    if (url === undefined) continue;
    child.stderr.resume();
    const stop = (): Promise<unknown> => {
      child.kill("SIGTERM");
      return ended;
    };
    return { url, passwords, stop };
  }
  throw new Error("The sample appliance did not start.");
}

async function get({ url }: Sample, user: string, password: string): Promise<IncomingMessage> {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  const path = "/api/appliance/recovery/backup/parts";
  // Its certificate is its own, and only just made.
  const sent = request(`${url}${path}`, { rejectUnauthorized: false, headers: { authorization } }).end();
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  return response;
}

test(
  "npm run serve: a sample appliance in one command, with users that stay",
  { timeout: 120_000 },
  async () => {
    const place = await mkdtemp(join(tmpdir(), "holdfast-sample-"));
    onTestFinished(() => rm(place, { recursive: true, force: true }));
    const first = await start(place, { HOLDFAST_SAMPLE_PASSWORD: "Sample-Canary-1!" });
    const answer = await get(first, "administrator@vsphere.local", "Sample-Canary-1!");
    expect(await json(answer)).toMatchObject([
      { id: "common", optional: false },
      { id: "seat", optional: true },
    ]);
    const reader = first.passwords.get("reader@vsphere.local") ?? "";
    expect(reader).toMatch(/^[\w-]{16}$/);
    expect((await get(first, "reader@vsphere.local", reader)).statusCode).toBe(403);
    expect(await first.stop()).toEqual([0, null]);

    const second = await start(place, {});
    expect(second.passwords.size).toBe(0);
    expect((await get(second, "administrator@vsphere.local", "Sample-Canary-1!")).statusCode).toBe(200);
    await second.stop();
  },
);
