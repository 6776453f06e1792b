import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { open, readdir } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { type Printed, Workplace } from "./workplace.ts";

let workplace: Workplace;
beforeEach(async () => (workplace = await Workplace.create()));
afterEach(() => workplace.remove());

/** Some volumes' worth of random bytes, and then zeros for longer than any test; they take no space. */
async function endlessSources(): Promise<readonly string[]> {
  const random = await workplace.write("random", randomBytes(40_000_000));
  const endless = await workplace.write("endless", "");
  const file = await open(endless, "r+");
  await file.truncate(2 ** 40);
  await file.close();
  return [random, endless];
}

/** A server that takes connections and never says anything. */
async function silentServer(): Promise<{ url: string; connected: Promise<unknown> }> {
  const server = createServer((socket) => onTestFinished(() => void socket.destroy())).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const url = `sftp://127.0.0.1:${(server.address() as AddressInfo).port}/backups`;
  return { url, connected: once(server, "connection") };
}

/** A command that runs, its standard output, and how it ends. */
class Running {
  readonly #child: ReturnType<Workplace["start"]>;
  #stdout = "";

  constructor(args: readonly string[]) {
    this.#child = workplace.start(args, { HOLDFAST_PASSWORD: "Never-Asked-4!" });
    this.#child.stdout.setEncoding("utf8").on("data", (chunk: string) => (this.#stdout += chunk));
    onTestFinished(() => void this.#child.kill("SIGKILL"));
  }

  /** Waits until standard output matches. */
  async printed(expected: RegExp): Promise<void> {
    const closed = once(this.#child, "close").then(() => true);
    while (!expected.test(this.#stdout)) {
      const over = await Promise.race([once(this.#child.stdout, "data").then(() => false), closed]);
      if (over) throw new Error(`The command ended before that: ${this.#stdout}`);
    }
  }

  /** Sends a signal. @returns the end of the process and the last line of its output */
  async interrupted(signal: NodeJS.Signals) {
    const close = once(this.#child, "close");
    this.#child.kill(signal);
    const end = (await close) as [number | null, NodeJS.Signals | null];
    const line = this.#stdout.trimEnd().split("\n").at(-1) ?? "";
    return { end, last: line === "" ? undefined : (JSON.parse(line) as Printed) };
  }
}

describe.skipIf(process.platform === "win32")("a signal (skipped where there are none)", () => {
  test.each(["SIGINT", "SIGTERM"] as const)(
    "%s cancels a backup, of which nothing is left",
    async (signal) => {
      const sources = await endlessSources();
      const at = [workplace.locationUrl, "--system", "box"];
      const backup = new Running(["backup", ...sources, "--to", ...at, "--follow"]);
      await backup.printed(/"stored":[1-9]/);
      const { end, last } = await backup.interrupted(signal);
      expect(last).toMatchObject({ kind: "backup", state: "FAILED" });
      expect(last?.messages.at(-1)).toMatchObject({ id: "holdfast.job.cancelled" });
      expect(end).toEqual([130, null]);
      expect(await workplace.json(["list", "--from", ...at])).toEqual({ code: 0, value: [] });
      expect(await readdir(join(workplace.location, "holdfast/sn_box"))).toEqual([]);
    },
  );

  test("cancels a backup that waits for a silent server", async () => {
    await workplace.write("source/file", "content");
    const { url, connected } = await silentServer();
    const backup = new Running(["backup", "source", "--to", url, "--user", "backup", "--json"]);
    await connected;
    const { end, last } = await backup.interrupted("SIGINT");
    expect(last?.messages.at(-1)).toMatchObject({ id: "holdfast.job.cancelled" });
    expect(end).toEqual([130, null]);
  });

  test("ends a command that waits for a silent server", async () => {
    const { url, connected } = await silentServer();
    const list = new Running(["list", "--from", url, "--user", "backup", "--json"]);
    await connected;
    const { end, last } = await list.interrupted("SIGTERM");
    expect(last).toMatchObject({ messages: [{ id: "holdfast.cli.cancelled" }] });
    expect(end).toEqual([130, null]);
  });

  test("ends a command that waits for a password", async () => {
    const pipe = join(workplace.directory, "pipe");
    execFileSync("mkfifo", [pipe]);
    const list = new Running(["list", "--from", workplace.locationUrl, "--password-file", pipe]);
    const writer = await open(pipe, "w"); // resolves when the command has opened it as well
    onTestFinished(() => writer.close());
    expect(await list.interrupted("SIGINT")).toEqual({ end: [null, "SIGINT"], last: undefined });
  });
});
