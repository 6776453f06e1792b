import { spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import ssh2, { type AuthContext, type AuthenticationType, type Connection, type ServerChannel } from "ssh2";

/** Answers a command line in a way of its own; `false` leaves it to a real shell. */
export type Answer = (commandLine: string, channel: ServerChannel) => boolean;

/** An SSH server in this process without SFTP, which notes the command lines that it gets. */
export interface ScriptedServer {
  readonly port: number;
  /** Exactly as they came. */
  readonly commandLines: string[];
  /** What those who logged in said about themselves. */
  readonly told: string[];
  stop(): void;
}

/** How a server is started. */
export interface ScriptedServerOptions {
  readonly hostKey: string;
  /** Where the shell runs. */
  readonly directory: string;
  readonly answer?: Answer;
  /** The ways to log in that it takes. */
  readonly methods?: readonly AuthenticationType[];
}

/** Starts a server that takes every login. */
export async function startScriptedServer({
  hostKey,
  directory,
  answer = () => false,
  methods = ["publickey", "password"],
}: ScriptedServerOptions): Promise<ScriptedServer> {
  const commandLines: string[] = [];
  const told: string[] = [];
  const connections = new Set<Connection>();
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (connection) => {
    connections.add(connection);
    connection.on("error", () => {}); // clients leave as they like
    connection.on("close", () => connections.delete(connection));
    connection.on("authentication", (context: AuthContext) => {
      told.push(context.username, context.method);
      if (context.method === "password") told.push(context.password);
      if (context.method === "publickey") told.push(context.key.data.toString("base64"));
      if (methods.includes(context.method)) context.accept();
      else context.reject([...methods]);
    });
    connection.on("session", (accept) => {
      accept().on("exec", (acceptExec, _reject, { command }) => {
        commandLines.push(command);
        const channel = acceptExec();
        channel.on("error", () => {});
        if (!answer(command, channel)) runInShell(command, channel, directory);
      });
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    commandLines,
    told,
    stop: () => {
      for (const connection of connections) connection.end();
      server.close();
    },
  };
}

function runInShell(command: string, channel: ServerChannel, directory: string): void {
  const child = spawn("/bin/sh", ["-c", command], { cwd: directory });
  child.stdin.on("error", () => {}); // who ends early reads no more
  channel.pipe(child.stdin);
  child.stdout.pipe(channel, { end: false });
  child.stderr.pipe(channel.stderr, { end: false });
  child.once("close", (code) => {
    channel.exit(code ?? 1);
    channel.end();
  });
  channel.once("close", () => child.kill());
}
