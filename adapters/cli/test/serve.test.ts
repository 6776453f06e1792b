import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFile, stat } from "node:fs/promises";
import { request } from "node:https";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { json } from "node:stream/consumers";
import type { IncomingMessage } from "node:http";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { secrets, Workplace } from "./workplace.ts";

let workplace: Workplace;
let config: string;
beforeAll(async () => {
  workplace = await Workplace.create();
  await workplace.write("etc/rules", "allow tcp/22\n");
  config = await workplace.write(
    "holdfast.config.json",
    JSON.stringify({
      system: { name: "fw-01.example", product: "examplewall", version: "4.2.0", build: "20931" },
      stateDir: "state",
      parts: [{ id: "common", directories: ["etc"] }],
      serve: { port: 0, users: "users" },
    }),
  );
});
afterAll(() => workplace.remove());

const addUser = (name: string, ...more: readonly string[]) =>
  workplace.run(["user", name, "--config", config, "--password-file", "-", ...more], {
    input: `${secrets.location}\n`,
  });

describe("holdfast serve", () => {
  test("does not start without users", async () => {
    const { code, stderr } = await workplace.run(["serve", "--config", config]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^The users file .*users cannot be read: ENOENT\./);
  });

  test("users are added, changed and removed, in a file for the owner alone", async () => {
    expect((await addUser("admin@example")).code).toBe(0);
    expect((await addUser("watcher", "--role", "operator")).code).toBe(0);
    expect((await addUser("ADMIN@example")).code).toBe(0);
    const file = join(workplace.directory, "users");
    const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
    expect(lines.map((line) => line.split(":", 2))).toEqual([
      ["watcher", "operator"],
      ["ADMIN@example", "admin"],
    ]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const remove = await workplace.run(["user", "watcher", "--config", config, "--remove"]);
    expect(remove.code).toBe(0);
    expect(await readFile(file, "utf8")).not.toContain("watcher");
    const again = await workplace.json(["user", "watcher", "--config", config, "--remove"].slice(0, -1));
    expect(again.code).toBe(2);
  });

  test("serves the API over TLS, keeps its certificate, and ends in peace", async () => {
    const first = await start();
    expect(first.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    const tls = join(workplace.directory, "state/tls");
    expect((await stat(join(tls, "key.pem"))).mode & 0o777).toBe(0o600);
    const ca = await readFile(join(tls, "certificate.pem"), "utf8");
    const authorization = `Basic ${Buffer.from(`admin@example:${secrets.location}`).toString("base64")}`;
    const sent = request(`${first.url}/api/appliance/recovery/backup/parts`, {
      ca,
      headers: { authorization },
    });
    sent.end();
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    expect(response.statusCode).toBe(200);
    expect(await json(response)).toMatchObject([{ id: "common" }]);

    first.child.kill("SIGTERM");
    expect(await first.ended).toEqual([0, null]);
    const log = first.stdout().trimEnd().split("\n");
    expect(log.map((line) => JSON.parse(line) as object)).toMatchObject([
      { msg: "request", operation: "backup.parts.list", status: 200, user: "ADMIN@example" },
    ]);
    expect(first.stdout()).not.toContain(secrets.location);

    const second = await start();
    expect(second.fingerprint).toBe(first.fingerprint);
    second.child.kill("SIGINT");
    expect(await second.ended).toEqual([0, null]);
  });

  test("a port that is taken is told", async () => {
    const { url, child, ended } = await start();
    const { code, stderr } = await workplace.run(["serve", "--config", config, "--port", new URL(url).port]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/cannot listen on 127\.0\.0\.1 port \d+: EADDRINUSE\./);
    child.kill("SIGTERM");
    await ended;
  });
});

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  readonly fingerprint: string;
  readonly ended: Promise<unknown[]>;
  stdout(): string;
}

async function start(): Promise<Running> {
  const child = workplace.start(["serve", "--config", config]);
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = once(child, "close");
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  const told: string[] = [];
  for await (const line of createInterface(child.stderr)) {
    told.push(line);
    const [, url] = /API of fw-01\.example on (https:.+)\.$/.exec(told[0] ?? "") ?? [];
    const [, fingerprint] = /fingerprint is ([\dA-F:]{95})\.$/.exec(told[1] ?? "") ?? [];
    if (url !== undefined && fingerprint !== undefined) {
      child.stderr.resume();
      return { child, url, fingerprint, ended, stdout: () => stdout };
    }
  }
  throw new Error(`The server did not start: ${told.join("\n")}`);
}
