import { type ChildProcess, spawn, type StdioOptions } from "node:child_process";
import { once } from "node:events";

const keptOfStderr = 2000;

/** How a program ended. */
export type ProgramEnd =
  | { readonly kind: "done" }
  /** `how`: the exit code or the signal; `stderr`: the last that it wrote there, on one line. */
  | { readonly kind: "failed"; readonly how: string; readonly stderr: string }
  | { readonly kind: "not-started"; readonly reason: string };

/** A program on its way, in a process group of its own. */
export interface Program {
  readonly process: ChildProcess;
  /** Never rejects. */
  readonly ended: Promise<ProgramEnd>;
}

/**
 * Starts a program; no shell is involved.
 *
 * @param argv the program and its arguments
 * @param env its environment; that of this process if it is left out
 * @returns at once; what it writes to its standard error is kept for messages
 */
export function startProgram(
  argv: readonly string[],
  stdin: Stdio,
  stdout: Stdio,
  env?: NodeJS.ProcessEnv,
): Program {
  const [program = "", ...args] = argv;
  const stdio: StdioOptions = [stdin, stdout, "pipe"];
  const process = spawn(program, args, { detached: true, stdio, ...(env && { env }) });
  return { process, ended: endOf(process) };
}

type Stdio = "ignore" | "pipe" | number;

async function endOf(process: ChildProcess): Promise<ProgramEnd> {
  let stderr = "";
  process.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-keptOfStderr);
  });
  try {
    const [code, signal] = (await once(process, "close")) as [number | null, NodeJS.Signals | null];
    if (code === 0) return { kind: "done" };
    const how = code === null ? `signal ${signal}` : `exit code ${code}`;
    return { kind: "failed", how, stderr: onOneLine(stderr) };
  } catch (error) {
    return { kind: "not-started", reason: error instanceof Error ? error.message : String(error) };
  }
}

function onOneLine(stderr: string): string {
  // eslint-disable-next-line no-control-regex -- what a program prints must not steer a terminal or a log
  return stderr.replaceAll(/[\u0000-\u001f\u007f]+/g, " ").trim();
}
