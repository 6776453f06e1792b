import { execFile } from "node:child_process";
import { chmod, chown, glob, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { isMissing, missingBecause, type Missing } from "../availability.ts";
import { debianProgram } from "../debian.ts";
import { freePort } from "../free-port.ts";
import { startServerProcess, type ServerProcess } from "../server-process.ts";

const run = promisify(execFile);
/** The user nobody: initdb wants one that has a name. */
const unprivileged = { uid: 65_534, gid: 65_534 };

const startMilliseconds = 15_000;

/** A running PostgreSQL with an empty cluster of its own. */
export interface PostgresqlServer extends ServerProcess {
  readonly port: number;
  /**
   * The command line of one of PostgreSQL's programs that reaches this server, as its
   * superuser: `env`, what the program needs of it, the program, and the arguments.
   */
  command(program: string, ...args: readonly string[]): readonly string[];
  /** Runs SQL and gives its rows as psql prints them, unaligned and without headers. */
  sql(database: string, text: string): Promise<string>;
}

/** Starts PostgreSQL. It refuses to run as root, so root starts it with another user id. */
export async function startPostgresql(): Promise<PostgresqlServer | Missing> {
  const programs = await findPrograms();
  if (isMissing(programs)) return programs;
  const root = await mkdtemp(join(tmpdir(), "holdfast-postgresql-"));
  try {
    return await startBelow(root, programs);
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    return missingBecause(error);
  }
}

interface Programs {
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Debian keeps them off the PATH, below a directory for each major version. */
async function findPrograms(): Promise<Programs | Missing> {
  const installed = await programsBelow("/");
  if (installed !== undefined) return { directory: installed, env: process.env };
  const unpacked = await debianProgram({ package: "postgresql", file: "usr/lib/postgresql" });
  if (isMissing(unpacked)) return unpacked;
  const directory = await programsBelow(unpacked.root);
  return directory === undefined
    ? { missing: "Debian's package postgresql has no server" }
    : { directory, env: unpacked.env };
}

async function programsBelow(root: string): Promise<string | undefined> {
  const found = await Array.fromAsync(glob(join(root, "usr/lib/postgresql/*/bin/postgres")));
  const [newest] = found.toSorted().toReversed();
  return newest === undefined ? undefined : dirname(newest);
}

async function startBelow(root: string, { directory, env }: Programs): Promise<PostgresqlServer> {
  const port = await freePort();
  const data = join(root, "data");
  const sockets = join(root, "sockets");
  await mkdir(data, { mode: 0o700 });
  await mkdir(sockets, { mode: 0o700 });
  const { uid, gid } = unprivileged;
  const isRoot = process.getuid?.() === 0;
  if (isRoot) {
    await chmod(root, 0o755);
    for (const owned of [data, sockets]) await chown(owned, uid, gid);
  }
  // A change of the user id ends what the parent asked the kernel for, so it is asked for again.
  const asUser = isRoot
    ? ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "--pdeathsig", "KILL"]
    : [];
  const initdb = [
    join(directory, "initdb"),
    "--auth-local=trust",
    "--auth-host=reject",
    "--username=holdfast",
  ];
  await runCommand([...asUser, ...initdb, "--encoding=UTF8", "--locale=C", "--no-sync", data], env);
  // Only who may enter the directory of the sockets reaches the server without a password.
  const settings = { listen_addresses: "127.0.0.1", port, unix_socket_directories: sockets, fsync: "off" };
  const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const argv = [...asUser, join(directory, "postgres"), "-D", data, ...options];
  const running = await startServerProcess({ argv, env, port });

  const reach = { PGHOST: sockets, PGPORT: String(port), PGUSER: "holdfast" };
  const library = env["LD_LIBRARY_PATH"];
  const given = { ...reach, ...(library !== undefined && { LD_LIBRARY_PATH: library }) };
  const assignments = Object.entries(given).map(([name, value]) => `${name}=${value}`);
  const command: PostgresqlServer["command"] = (program, ...rest) => {
    return ["env", ...assignments, join(directory, program), ...rest];
  };
  const server: PostgresqlServer = {
    ...running,
    port,
    command,
    sql: (database, text) => psql(command, database, text),
    stop: async () => {
      await running.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
  await untilReady(server);
  return server;
}

async function psql(command: PostgresqlServer["command"], database: string, text: string): Promise<string> {
  const options = ["-X", "-v", "ON_ERROR_STOP=1", "-qAt", "-d", database, "-c", text];
  return runCommand(command("psql", ...options), process.env);
}

async function runCommand(
  [program = "", ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const { stdout } = await run(program, args, { env, cwd: "/", maxBuffer: 64 * 1_048_576 });
  return stdout;
}

/** The port is open before the server takes queries. */
async function untilReady(server: PostgresqlServer): Promise<void> {
  for (const deadline = Date.now() + startMilliseconds; ; await sleep(50)) {
    try {
      await server.sql("postgres", "SELECT 1");
      return;
    } catch (error) {
      if (Date.now() < deadline) continue;
      await server.stop();
      throw error;
    }
  }
}
