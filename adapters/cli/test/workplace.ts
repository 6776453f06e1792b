import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";

const launcher = fileURLToPath(new URL("../bin/holdfast.mjs", import.meta.url));

/** Secrets that the tests give to the command, and that no output may have. */
export const secrets = {
  location: "Location-Canary-1!",
  encrypt: "Encrypt-Canary-2!",
  wrong: "Wrong-Canary-3!",
} as const;

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** What is on standard input. */
  readonly input?: string;
}

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the command prints with `--json`, as far as tests look at it one by one. */
export interface Printed {
  readonly error_type?: string;
  readonly messages: readonly {
    readonly id: string;
    readonly default_message: string;
    readonly args: readonly string[];
  }[];
  readonly state?: string;
  readonly phase?: string;
  readonly progress?: number;
  readonly authentic?: boolean;
  readonly content?: number;
  readonly passed?: boolean;
  readonly steps?: readonly { readonly name: string; readonly outcome: string }[];
}

/** An archive as `list --json` prints it. */
export interface Listed {
  readonly archive: string;
  readonly comment: string;
}

/** A temporary directory with a location and a state directory, where the real command runs. */
export class Workplace {
  readonly directory: string;
  readonly location: string;
  readonly locationUrl: string;

  private constructor(directory: string) {
    this.directory = directory;
    this.location = join(directory, "location");
    this.locationUrl = `file://${this.location}`;
  }

  static async create(): Promise<Workplace> {
    return new Workplace(await realpath(await mkdtemp(join(tmpdir(), "holdfast-cli-"))));
  }

  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }

  /** Writes a file and makes its directory. @returns its path */
  async write(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(this.directory, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    return path;
  }

  start(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const { PATH = "", NODE_OPTIONS = "", NODE_COMPILE_CACHE = "" } = process.env;
    const own = { HOME: this.directory, HOLDFAST_STATE_DIR: join(this.directory, "state") };
    return spawn(process.execPath, [launcher, ...args], {
      cwd: this.directory,
      env: { PATH, NODE_OPTIONS, NODE_COMPILE_CACHE, ...own, ...env },
    });
  }

  async run(args: readonly string[], { env, input = "" }: RunOptions = {}): Promise<Outcome> {
    const child = this.start(args, env);
    child.stdin.on("error", () => undefined).end(input);
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "close") as Promise<[number | null]>,
    ]);
    for (const secret of Object.values(secrets)) expect(stdout + stderr).not.toContain(secret);
    expect(stdout + stderr).not.toMatch(/^ +at /m);
    return { code, stdout, stderr };
  }

  /** Runs a command whose standard output goes to a file. */
  async runInto(
    file: string,
    args: readonly string[],
    { env }: RunOptions = {},
  ): Promise<Omit<Outcome, "stdout">> {
    const child = this.start(args, env);
    child.stdin.end();
    const [stderr, [code]] = await Promise.all([
      text(child.stderr),
      once(child, "close") as Promise<[number | null]>,
      pipeline(child.stdout, createWriteStream(file)),
    ]);
    return { code, stderr };
  }

  /** Runs a command with `--json`. @returns its exit code and the one value that it printed */
  async json<T = Printed>(
    args: readonly string[],
    options?: RunOptions,
  ): Promise<{ code: number | null; value: T }> {
    const { code, stdout, stderr } = await this.run([...args, "--json"], options);
    expect(stdout).toMatch(/^[^\n]*\n$/);
    expect(stderr).toBe("");
    return { code, value: JSON.parse(stdout) as T };
  }
}
