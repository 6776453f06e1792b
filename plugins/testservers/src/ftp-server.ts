import { randomBytes } from "node:crypto";
import { chmod, chown, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accountIds } from "./account-namespace.ts";
import { isMissing, missingBecause, type Missing } from "./availability.ts";
import { debianProgram, type Program } from "./debian.ts";
import { freePort } from "./free-port.ts";
import type { DebianProgram } from "./programs.ts";
import { type ServerProcess, startServerProcess } from "./server-process.ts";
import { mountSmallDirectory } from "./small-directory.ts";
import { makeTlsIdentity, type TlsIdentity } from "./tls-identity.ts";

/** When TLS begins: after AUTH TLS (RFC 4217), or with the connection, as on port 990. */
export type FtpTls = "explicit" | "implicit";

/** How to start an FTP server. */
export interface FtpServerOptions {
  /** Required of every client; without it there is no TLS. */
  readonly tls?: FtpTls;
  /** Lines for the server's configuration file, or its arguments where it has none; they come last. */
  readonly config?: readonly string[];
}

/** A running FTP server on 127.0.0.1. */
export interface FtpServer extends ServerProcess {
  readonly host: "127.0.0.1";
  readonly port: number;
  readonly user: string;
  /** The user's password, new in every run. */
  readonly password: string;
  /** The user's home, empty at first. */
  readonly directory: string;
  /** The home as the server names it to clients: `/` where it shows nothing else. */
  readonly loginDirectory: string;
  /** What the server shows to clients; only with TLS. */
  readonly identity: TlsIdentity | undefined;
  /** A new directory in the home with a file system of its own of that many bytes, which only the server sees. */
  smallDirectory(bytes: number): Promise<string>;
}

/** Where one server's files lie, and whom it lets in. */
export interface FtpSite {
  readonly root: string;
  readonly home: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly uid: number;
  readonly gid: number;
  readonly identity: TlsIdentity | undefined;
  readonly options: FtpServerOptions;
}

/** What is particular to one server. */
export interface FtpServerKind {
  readonly program: DebianProgram;
  /** Whether it shows the home as `/` and nothing outside. */
  readonly confinesToHome: boolean;
  /** Writes the configuration and gives the command line, without the program's path. */
  prepare(site: FtpSite, program: Program): Promise<FtpCommand>;
}

/** A server's command line. */
export interface FtpCommand {
  /** What the command line begins with: a mount namespace that ends with the server. */
  readonly namespace: readonly string[];
  readonly args: readonly string[];
}

/** Starts a server of that kind. It needs root, since all of them change to the user who logs in. */
export async function startFtpServer(
  kind: FtpServerKind,
  options: FtpServerOptions,
): Promise<FtpServer | Missing> {
  if (process.getuid?.() !== 0) return { missing: `${kind.program.package} can be started by root only` };
  const program = await debianProgram(kind.program);
  if (isMissing(program)) return program;
  const openssl = await debianProgram("openssl");
  if (isMissing(openssl)) return openssl;
  const root = await mkdtemp(join(tmpdir(), `holdfast-${kind.program.package}-`));
  try {
    const identity = options.tls === undefined ? undefined : await makeTlsIdentity(openssl);
    return await startBelow(root, kind, program, identity, options);
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    return missingBecause(error);
  }
}

async function startBelow(
  root: string,
  kind: FtpServerKind,
  program: Program,
  identity: TlsIdentity | undefined,
  options: FtpServerOptions,
): Promise<FtpServer> {
  const home = join(root, "home");
  await chmod(root, 0o755);
  await mkdir(home);
  await chown(home, accountIds.uid, accountIds.gid);
  const login = { user: "holdfast", password: randomBytes(12).toString("base64url") };
  const site = { root, home, port: await freePort(), ...login, ...accountIds, identity, options };
  const { namespace, args } = await kind.prepare(site, program);
  const argv = [...namespace, program.path, ...args];
  const running = await startServerProcess({ argv, env: program.env, port: site.port });
  return {
    ...running,
    get pid() {
      return running.pid;
    },
    ...login,
    host: "127.0.0.1",
    port: site.port,
    directory: home,
    loginDirectory: kind.confinesToHome ? "/" : home,
    identity,
    smallDirectory: (bytes) => mountSmallDirectory(running.pid, home, bytes),
    stop: async () => {
      await running.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}
