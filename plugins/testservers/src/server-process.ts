import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { processTree, signalAll, untilEnded, untilStopped } from "./process-tree.ts";

const startMilliseconds = 15_000;

/** What every started server offers. */
export interface ServerProcess {
  /** Another one after a {@link restart}. */
  readonly pid: number;
  /** Stops the server and all its connections from answering (SIGSTOP). */
  suspend(): void;
  /** Undoes {@link suspend}. */
  resume(): void;
  /** Ends all connections (SIGKILL); of use for servers that have a process for each. New ones are taken. */
  disconnect(): void;
  /** Ends the server and all its connections at once (SIGKILL), and starts it again on the same port. */
  restart(): Promise<void>;
  /** Ends the server and all its connections at once (SIGKILL). May be called twice. */
  stop(): Promise<void>;
}

/** How to start a server that listens on a port of 127.0.0.1. */
export interface ServerCommand {
  /** The program and its arguments. */
  readonly argv: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly port: number;
}

/**
 * Starts a server and waits until its port answers. It is killed when this
 * process ends, even by SIGKILL.
 *
 * @throws Error with what the server wrote, when it ended or did not listen in time
 */
export async function startServerProcess(server: ServerCommand): Promise<ServerProcess> {
  let running = await launch(server);
  return {
    get pid() {
      return running.pid;
    },
    suspend: () => {
      const processes = processTree(running.pid);
      signalAll(processes, "SIGSTOP");
      untilStopped(processes);
    },
    resume: () => signalAll(processTree(running.pid), "SIGCONT"),
    disconnect: () => signalAll(processTree(running.pid).slice(1), "SIGKILL"),
    restart: async () => {
      await running.stop();
      running = await launch(server);
    },
    stop: () => running.stop(),
  };
}

async function launch(server: ServerCommand): Promise<Pick<ServerProcess, "pid" | "stop">> {
  // The kernel sends the signal when the parent dies, so that a killed test run leaves nothing behind.
  const child = spawn("setpriv", ["--pdeathsig", "KILL", ...server.argv], {
    env: server.env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const keep = (data: Buffer): void => {
    output = (output + data.toString("utf8")).slice(-4096);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  await once(child, "spawn");
  const pid = child.pid as number;
  const kill = (): void => {
    if (isRunning(child)) signalAll(processTree(pid), "SIGKILL");
  };
  process.once("exit", kill);
  const ended = once(child, "exit");
  const stop = async (): Promise<void> => {
    process.off("exit", kill);
    const processes = processTree(pid);
    kill();
    await ended;
    await untilEnded(processes);
  };
  try {
    await untilListening(server.port, child);
  } catch (error) {
    await stop();
    throw new Error(`${(error as Error).message}: ${output.trim()}`, { cause: error });
  }
  return { pid, stop };
}

async function untilListening(port: number, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + startMilliseconds;
  while (!(await answers(port))) {
    if (!isRunning(child)) throw new Error("The server ended while it was starting");
    if (Date.now() > deadline) throw new Error(`The server does not listen on port ${port}`);
    await delay(20);
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}
