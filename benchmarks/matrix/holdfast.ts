import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Canary } from "./canary.ts";
import type { Workplace } from "./workplace.ts";

const launcher = fileURLToPath(new URL("../../adapters/cli/bin/holdfast.mjs", import.meta.url));
const processListMs = 20;
const longestMs = 120_000;

interface Message {
  readonly id: string;
  readonly args: readonly string[];
}

/** What a command printed as JSON, as far as it is looked at. */
export interface Printed {
  readonly messages?: readonly Message[];
  /** Of a check. */
  readonly steps?: readonly { readonly message: Message }[];
  readonly bytes?: { readonly stored: number };
}

/** How a command ended. */
export interface Outcome {
  readonly code: number | null;
  readonly printed: Printed | readonly Printed[];
  /** The ids of its messages. */
  readonly ids: readonly string[];
}

/** The real command, watched for secrets while it runs. */
export class Holdfast {
  readonly #place: Workplace;
  readonly #canary: Canary;

  constructor(place: Workplace, canary: Canary) {
    this.#place = place;
    this.#canary = canary;
  }

  /**
   * Runs a command with `--json`.
   *
   * @param prefix what its command line begins with
   * @param onStored called once, as soon as the first bytes have been stored
   */
  async run(
    args: readonly string[],
    { prefix = [], onStored }: { prefix?: readonly string[]; onStored?: (pid: number) => void } = {},
  ): Promise<Outcome> {
    const argv = [...prefix, process.execPath, launcher, ...args, onStored ? "--follow" : "--json"];
    const child = this.#start(argv);
    const { pid = 0 } = child;
    const watch = setInterval(() => this.#canary.lookAtProcesses(pid), processListMs);
    const [last, stderr, [code]] = await Promise.all([
      this.#follow(child.stdout, () => onStored?.(pid)),
      text(child.stderr),
      once(child, "close") as Promise<[number | null]>,
    ]);
    clearInterval(watch);
    this.#canary.look(`the standard error of ${args[0]}`, stderr);
    this.#canary.lookAtFiles(this.#place.state);
    this.#canary.lookAtFiles(this.#place.temporary);
    const printed = JSON.parse(last === "" ? "{}" : last) as Outcome["printed"];
    const messages = "messages" in printed ? (printed.messages ?? []) : [];
    return { code, printed, ids: messages.map(({ id }) => id) };
  }

  #start([program = "", ...args]: readonly string[]): ChildProcessByStdio<null, Readable, Readable> {
    const { PATH = "", NODE_OPTIONS = "", NODE_COMPILE_CACHE = "" } = process.env;
    const { directory, state, temporary } = this.#place;
    return spawn(program, args, {
      cwd: directory,
      env: {
        ...{ PATH, NODE_OPTIONS, NODE_COMPILE_CACHE },
        ...{ HOME: directory, HOLDFAST_STATE_DIR: state, TMPDIR: temporary },
      },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: longestMs,
      killSignal: "SIGKILL",
    });
  }

  /** Reads JSON lines. @returns the last one */
  async #follow(stdout: Readable, onStored: () => void): Promise<string> {
    let last = "";
    let hasStored = false;
    for await (const line of createInterface({ input: stdout })) {
      last = line;
      this.#canary.look("an event or result", line);
      if (hasStored || !line.includes('"bytes"')) continue;
      hasStored = ((JSON.parse(line) as Printed).bytes?.stored ?? 0) > 0;
      if (hasStored) onStored();
    }
    return last;
  }
}
