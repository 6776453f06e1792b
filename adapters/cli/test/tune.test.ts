import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { LocationPlugin } from "@holdfast/contract";
import { createBackupCore, type HoldfastError } from "@holdfast/core";
import { file } from "@holdfast/location-file";
import { describeWith } from "@holdfast/testservers";
import { startOpenssh } from "@holdfast/testservers/openssh";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { Workplace } from "./workplace.ts";

type Options = Readonly<Record<string, string>>;

interface Trial {
  readonly options: Options;
  readonly bytes_per_second?: number;
}

/** What `tune --json` prints. */
interface Tuned {
  readonly best: Trial & { readonly arguments: readonly string[] };
  readonly trials: readonly Trial[];
  readonly messages: readonly { readonly id: string }[];
}

let workplace: Workplace;
beforeAll(async () => (workplace = await Workplace.create()));
afterAll(() => workplace.remove());

describe("a directory", () => {
  test("has nothing to set, is measured, and is left as it was", async () => {
    const { code, stdout, stderr } = await workplace.run(["tune", workplace.locationUrl, "--seconds", "5"]);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/^Location type FILE has no further option [^\n]*\n$/),
    });
    expect(stdout).toMatch(/^OPTIONS +MB\/S\nas given +\d+\.\d +best\n\nNo further option is needed\.\n$/);
    expect(await readdir(workplace.location)).toEqual([]);
  });

  test("is left as it was after a cancel in the middle of a volume", async () => {
    const stop = new AbortController();
    let puts = 0;
    const cancelling: LocationPlugin<ReturnType<typeof file.parse>> = {
      ...file,
      connect: async (target, context) => {
        const session = await file.connect(target, context);
        const put = session.put.bind(session);
        session.put = (path, body, options) => {
          const nth = ++puts;
          const onProgress = (bytes: number): void => {
            options.onProgress?.(bytes);
            if (nth === 12) stop.abort(new Error("enough"));
          };
          return put(path, body, { ...options, onProgress });
        };
        return session;
      },
    };
    const core = createBackupCore({
      system: { name: "box", product: "test", version: "1.0", build: "1" },
      stateDir: join(workplace.directory, "tuning-state"),
      parts: [],
      locations: [cancelling],
    });
    onTestFinished(() => core.close());
    const tuned = core.tune({ location: workplace.locationUrl }, () => undefined, { signal: stop.signal });
    await expect(tuned).rejects.toThrow("enough");
    expect(puts).toBeGreaterThanOrEqual(12);
    expect(await readdir(workplace.location)).toEqual([]);
  });

  test("that cannot be written says so", async () => {
    const path = await workplace.write("plain", "a file");
    const { code, value } = await workplace.json<HoldfastError>(["tune", `file://${path}`]);
    expect(code).toBe(1);
    expect(value.messages).toMatchObject([{ id: "holdfast.location.already-exists" }]);
  });
});

test.each([
  [["--seconds", "4"], "holdfast.tune.bad-seconds"],
  [["--seconds", "many"], "holdfast.cli.usage"],
  [["--option", "window=1"], "holdfast.transfer.unknown-option"],
])("%j is wrong before any I/O", async (args, id) => {
  const { code, value } = await workplace.json(["tune", "file:///nowhere/at/all", ...args]);
  expect({ code, ids: value.messages.map((message) => message.id) }).toEqual({ code: 2, ids: [id] });
});

test("the help names it", async () => {
  expect((await workplace.run(["--help"])).stdout).toMatch(/^ +tune /m);
  expect((await workplace.run(["tune", "--help"])).stdout).toMatch(/--seconds <number>/);
});

await describeWith({ describe, test, afterAll }, "openssh", startOpenssh, (server) => {
  const directory = `${server.directory}/backups`;
  const url = `sftp://127.0.0.1:${server.port}${directory}`;
  let login: readonly string[];

  beforeAll(async () => {
    await workplace.write("key", server.identity.privateKey);
    await workplace.write("known_hosts", server.knownHosts);
    login = ["--user", server.user, "--key-file", "key", "--known-hosts", "known_hosts"];
  });

  test("tells what to use, and the command takes it", { timeout: 60_000 }, async () => {
    const settled = ["--option", "request-size=64", "--seconds", "8"];
    const { code, value } = await workplace.json<Tuned>(["tune", url, ...login, ...settled]);
    const windows = ["512", "1024", "4096", "8192"];
    const tried = [{}, ...windows.map((window) => ({ window }))].slice(0, value.trials.length);
    expect(value.trials.map(({ options }) => options)).toEqual(tried);
    // On a slow machine there is not time for all.
    const finished = tried.length === 1 + windows.length;
    const said = value.messages.map(({ id }) => id);
    if (!finished) expect(said).toEqual(["holdfast.tune.unfinished"]);
    else if (code !== 0) expect(said).toEqual(["holdfast.tune.unconfirmed"]);
    expect(code).toBe(said.length === 0 ? 0 : 3);
    expect(value.trials).toContainEqual({
      options: value.best.options,
      bytes_per_second: value.best.bytes_per_second,
    });
    const advised = Object.entries(value.best.options).flatMap(([name, text]) => [
      "--option",
      `${name}=${text}`,
    ]);
    expect(value.best.arguments).toEqual(advised);
    expect((await workplace.run(["check", url, ...login, ...value.best.arguments])).code).toBe(0);
    expect(await readdir(directory)).toEqual([]);
  });

  test("a signal ends it, and nothing is left", { timeout: 60_000 }, async () => {
    const child = workplace.start(["tune", url, ...login, "--seconds", "3600", "--follow"]);
    onTestFinished(() => void child.kill("SIGKILL"));
    let printed = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (printed += chunk));
    const close = once(child, "close");
    await once(child.stdout, "data");
    expect(JSON.parse(printed)).toMatchObject({ options: {}, bytes_per_second: expect.any(Number) });
    child.kill("SIGINT");
    expect(await close).toEqual([130, null]);
    const last: unknown = JSON.parse(printed.trimEnd().split("\n").at(-1) ?? "");
    expect(last).toMatchObject({ messages: [{ id: "holdfast.cli.cancelled" }] });
    expect(await readdir(directory)).toEqual([]);
  });
});
