import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { accountIds } from "../account-namespace.ts";
import { isMissing, missingBecause, type Missing } from "../availability.ts";
import { debianProgram } from "../debian.ts";
import { freePort } from "../free-port.ts";
import { processTree, signalAll } from "../process-tree.ts";
import { type ServerProcess, startServerProcess } from "../server-process.ts";
import { makeTlsIdentity, type TlsIdentity } from "../tls-identity.ts";
import { newLogin, type Site, type WebAuthentication } from "./site.ts";

const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;

/** How to start a web server. */
export interface WebServerOptions {
  /** Whether it speaks TLS, with a certificate of its own. */
  readonly tls?: boolean;
  readonly authentication?: WebAuthentication;
}

/** A running web server on 127.0.0.1. */
export interface WebServer extends Omit<ServerProcess, "disconnect"> {
  readonly host: "127.0.0.1";
  readonly port: number;
  /** `http://…` or `https://…`, without a slash at the end. */
  readonly origin: string;
  readonly user: string;
  readonly password: string;
  readonly tls: TlsIdentity | undefined;
  /** What `/` shows. */
  readonly directory: string;
  /** Makes a directory below `/` where the server may not write. @returns its name */
  readOnlyDirectory(): Promise<string>;
  /**
   * Makes a directory below `/` with a file system of its own of that many bytes,
   * which only the server sees. Only root can have it. @returns its name
   */
  readonly smallDirectory: ((bytes: number) => Promise<string>) | undefined;
  /** Ends all connections; new ones are taken. Only root can have it from servers with processes of their own. */
  readonly disconnect: (() => void) | undefined;
}

/** What a server adds to {@link startWebServer}. */
export interface WebServerProgram {
  readonly name: string;
  readonly authentication: WebAuthentication;
  /** Writes the configuration. @returns the command line */
  configure(site: Site): Promise<readonly string[]>;
  readonly env: NodeJS.ProcessEnv;
  /** Ends the connections of a server that does not leave them to its children. */
  readonly disconnect?: (serverPid: number) => void;
}

/**
 * Starts a web server as an ordinary user: as root, one that no account stands
 * for. Root also gives it namespaces of its own, so that it can have small file
 * systems and dies with all of its processes.
 */
export async function startWebServer(
  program: WebServerProgram,
  { tls = false }: WebServerOptions,
): Promise<WebServer | Missing> {
  const root = await mkdtemp(join(tmpdir(), `holdfast-${program.name}-`));
  try {
    const openssl = tls ? await debianProgram("openssl") : undefined;
    if (isMissing(openssl)) throw new Error(openssl.missing);
    return await startBelow(root, program, openssl && (await makeTlsIdentity(openssl)));
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    return missingBecause(error);
  }
}

async function startBelow(
  root: string,
  program: WebServerProgram,
  tls: TlsIdentity | undefined,
): Promise<WebServer> {
  const directory = join(root, "site");
  const port = await freePort();
  const { authentication } = program;
  const site: Site = { ...newLogin(), root, directory, port, authentication, workers: isRoot, tls };
  await chmod(root, 0o755);
  await mkdir(directory);
  const argv = await program.configure(site);
  const { uid, gid } = accountIds;
  if (isRoot) await run("chown", ["-R", `${uid}:${gid}`, root]);
  const server = await startServerProcess({
    argv: [...(isRoot ? ownNamespaces : []), ...argv],
    env: program.env,
    port,
  });
  return {
    get pid() {
      return server.pid;
    },
    suspend: () => server.suspend(),
    resume: () => server.resume(),
    restart: () => server.restart(),
    host: "127.0.0.1",
    port,
    origin: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    user: site.user,
    password: site.password,
    tls,
    directory,
    readOnlyDirectory: () => makeReadOnly(directory),
    smallDirectory: isRoot ? (bytes) => mountSmall(server.pid, directory, bytes) : undefined,
    disconnect: disconnecting(server, program),
    stop: async () => {
      await server.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** The first process of a PID namespace takes all others with it, and --kill-child ends it with `unshare`. */
const ownNamespaces = [
  ...["unshare", "--mount", "--pid", "--fork", "--kill-child"],
  ...["setpriv", "--reuid", String(accountIds.uid), "--regid", String(accountIds.gid), "--clear-groups"],
  // Taking another user has cleared what --kill-child set.
  ...["--pdeathsig", "KILL"],
];

/** Below `unshare` is the server, and below that its processes for connections. */
function disconnecting(server: ServerProcess, { disconnect }: WebServerProgram): (() => void) | undefined {
  if (disconnect !== undefined)
    return () => disconnect(processTree(server.pid)[isRoot ? 1 : 0] ?? server.pid);
  return isRoot ? () => signalAll(processTree(server.pid).slice(2), "SIGKILL") : undefined;
}

async function makeReadOnly(directory: string): Promise<string> {
  const made = await mkdtemp(join(directory, "read-only-"));
  await chmod(made, 0o555);
  return basename(made);
}

async function mountSmall(serverPid: number, directory: string, bytes: number): Promise<string> {
  const made = await mkdtemp(join(directory, "small-"));
  await chmod(made, 0o755);
  const options = `size=${bytes},uid=${accountIds.uid},gid=${accountIds.gid},mode=755`;
  const mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", made];
  await run("nsenter", ["--mount", "--target", String(serverPid), ...mount]);
  return basename(made);
}
