import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { failure } from "../messages/holdfast-error.ts";
import type { CommandPart } from "./command-part.ts";

const keptOfStderr = 2000;

/** A part's program on its way. */
export interface CommandProcess {
  /** Also the number of its process group; `undefined` when it could not be started. */
  readonly pid: number | undefined;
  readonly stdout: Readable;
  /**
   * Settles when the program has ended.
   *
   * Rejects with `holdfast.parts.command-failed`, or `holdfast.parts.command-not-started`.
   */
  readonly ended: Promise<void>;
}

/** Starts the program that writes a part, in a process group of its own. */
export function startCommand(part: CommandPart): CommandProcess {
  const [program = "", ...args] = part.backup;
  const child = spawn(program, args, { detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const ended = end(part, program, child);
  ended.catch(() => undefined);
  return { pid: child.pid, stdout: child.stdout, ended };
}

async function end(
  part: CommandPart,
  program: string,
  child: ChildProcessByStdio<null, Readable, Readable>,
): Promise<void> {
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr = (stderr + text).slice(-keptOfStderr);
  });
  let code: number | null;
  let signal: NodeJS.Signals | null;
  try {
    [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw failure("holdfast.parts.command-not-started", part.id, program, reason);
  }
  if (code === 0) return;
  const how = code === null ? `signal ${signal}` : `exit code ${code}`;
  throw failure("holdfast.parts.command-failed", part.id, program, how, lastLines(stderr));
}

function lastLines(stderr: string): string {
  // eslint-disable-next-line no-control-regex -- what a program prints must not steer a terminal or a log
  return stderr.replaceAll(/[\u0000-\u001f\u007f]+/g, " ").trim();
}
