import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, chown, copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { accountIds, accountNamespace } from "../account-namespace.ts";
import { isMissing, missingBecause, type Missing } from "../availability.ts";
import { debianProgram, type Program } from "../debian.ts";
import { freePort } from "../free-port.ts";
import { startServerProcess, type ServerProcess } from "../server-process.ts";
import { mountSmallDirectory } from "../small-directory.ts";
import { makeKeyPair, type SshKeyPair } from "../ssh-key-pair.ts";

const run = promisify(execFile);

/** How to start dropbear. */
export interface DropbearOptions {
  /** Whether it finds OpenSSH's sftp-server; it has no SFTP of its own. */
  readonly sftp: boolean;
}

/** A running dropbear on 127.0.0.1. */
export interface DropbearServer extends ServerProcess {
  readonly host: "127.0.0.1";
  readonly port: number;
  readonly user: string;
  /** The user's password, new in every run. */
  readonly password: string;
  /** The key pair that the user may log in with. */
  readonly identity: SshKeyPair;
  readonly hostKeys: { readonly ed25519: SshKeyPair };
  /** An empty directory in the user's home. */
  readonly directory: string;
  /** A new directory below {@link directory} with a file system of its own of that many bytes. */
  smallDirectory(bytes: number): Promise<string>;
}

/** The programs that a server needs. */
interface Programs {
  readonly dropbear: Program;
  readonly convert: Program;
  readonly keygen: Program;
  readonly sftpServer: Program;
}

/**
 * Starts dropbear with fresh keys, in a mount namespace that has one account more,
 * and an sftp-server or none where dropbear looks for it. It needs root.
 */
export async function startDropbear(options: DropbearOptions): Promise<DropbearServer | Missing> {
  if (process.getuid?.() !== 0) return { missing: "dropbear with an account of its own needs root" };
  const programs = await findPrograms();
  if (isMissing(programs)) return programs;
  const root = await mkdtemp(join(tmpdir(), "holdfast-dropbear-"));
  try {
    return await startBelow(root, programs, options);
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    return missingBecause(error);
  }
}

async function findPrograms(): Promise<Programs | Missing> {
  const dropbear = await debianProgram({ package: "dropbear-bin", file: "usr/sbin/dropbear" });
  if (isMissing(dropbear)) return dropbear;
  const convert = await debianProgram({ package: "dropbear-bin", file: "usr/bin/dropbearconvert" });
  if (isMissing(convert)) return convert;
  const keygen = await debianProgram("ssh-keygen");
  if (isMissing(keygen)) return keygen;
  const sftpServer = await debianProgram({
    package: "openssh-sftp-server",
    file: "usr/lib/openssh/sftp-server",
  });
  return isMissing(sftpServer) ? sftpServer : { dropbear, convert, keygen, sftpServer };
}

async function startBelow(
  root: string,
  { dropbear, convert, keygen, sftpServer }: Programs,
  options: DropbearOptions,
): Promise<DropbearServer> {
  const identity = await makeKeyPair(keygen, "ed25519");
  const hostKeys = { ed25519: await makeKeyPair(keygen, "ed25519") };
  const [converted, hostKey] = [join(root, "host_openssh"), join(root, "host_dropbear")];
  await chmod(root, 0o755);
  await writeFile(converted, hostKeys.ed25519.privateKey, { mode: 0o600 });
  await run(convert.path, ["openssh", "dropbear", converted, hostKey], { env: convert.env });

  const home = await makeHome(root, identity);
  const account = { name: "holdfast", ...accountIds, home, password: randomBytes(12).toString("base64url") };
  const namespace = await accountNamespace(root, "dropbear", account);
  const library = await sftpServerOverlay(root, options.sftp ? sftpServer : undefined);
  const port = await freePort();
  const argv = [
    ...namespace,
    ...library,
    ...[dropbear.path, "-F", "-E", "-r", hostKey, "-P", join(root, "pid"), "-p", `127.0.0.1:${port}`],
  ];
  const running = await startServerProcess({ argv, env: dropbear.env, port });
  const directory = join(home, "files");
  return {
    ...running,
    get pid() {
      return running.pid;
    },
    host: "127.0.0.1",
    port,
    user: account.name,
    password: account.password,
    identity,
    hostKeys,
    directory,
    smallDirectory: (bytes) => mountSmallDirectory(running.pid, directory, bytes),
    stop: async () => {
      await running.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** A home with the authorized key, which dropbear looks for there and nowhere else, and an empty directory. */
async function makeHome(root: string, identity: SshKeyPair): Promise<string> {
  const home = join(root, "home");
  const authorized = join(home, ".ssh", "authorized_keys");
  await mkdir(dirname(authorized), { recursive: true, mode: 0o700 });
  await mkdir(join(home, "files"));
  await writeFile(authorized, `${identity.publicKey}\n`, { mode: 0o600 });
  for (const path of [home, dirname(authorized), authorized, join(home, "files")])
    await chown(path, accountIds.uid, accountIds.gid);
  await chmod(home, 0o755);
  return home;
}

/** What the command line goes on with, so that exactly this sftp-server lies where Debian's dropbear looks. */
async function sftpServerOverlay(root: string, sftpServer: Program | undefined): Promise<readonly string[]> {
  const overlay = join(root, "lib");
  await mkdir(overlay);
  const file = join(overlay, "sftp-server");
  if (sftpServer === undefined) await writeFile(file, "", { mode: 0o644 });
  else await copyFile(sftpServer.path, file);
  const enter = `mount -t overlay overlay -o "lowerdir=$1:/usr/lib" /usr/lib && shift && exec "$@"`;
  return ["sh", "-c", enter, "sh", overlay];
}
