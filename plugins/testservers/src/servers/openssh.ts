import { randomBytes } from "node:crypto";
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { accountIds, accountNamespace } from "../account-namespace.ts";
import { isMissing, missingBecause, type Missing } from "../availability.ts";
import { debianProgram, type Program } from "../debian.ts";
import { freePort } from "../free-port.ts";
import { startServerProcess, type ServerProcess } from "../server-process.ts";
import { mountSmallDirectory } from "../small-directory.ts";
import { makeKeyPair, type SshKeyPair } from "../ssh-key-pair.ts";

/** How to start OpenSSH's sshd. */
export interface OpensshOptions {
  /**
   * What users get: `everything` (the default); `sftp` and no command, as appliances that
   * force `internal-sftp` do; or `commands` such as scp, and no SFTP.
   */
  readonly offers?: "everything" | "sftp" | "commands";
  /** Lines for sshd_config, in place of the usual ones for the same keywords. */
  readonly config?: readonly string[];
}

/** A running sshd on 127.0.0.1. */
export interface OpensshServer extends ServerProcess {
  readonly host: "127.0.0.1";
  readonly port: number;
  readonly user: string;
  /** The user's password, new in every run. Only root can offer password login. */
  readonly password: string | undefined;
  /** The key pair that the user may log in with. */
  readonly identity: SshKeyPair;
  readonly hostKeys: { readonly ed25519: SshKeyPair; readonly rsa: SshKeyPair };
  /** The known_hosts lines of this server. */
  readonly knownHosts: string;
  /** A directory of the user's, empty at first; the home of an account that is the server's own. */
  readonly directory: string;
  /**
   * A new directory in the home with a file system of its own of that many bytes,
   * which only the server sees. Only root can have it.
   */
  readonly smallDirectory: ((bytes: number) => Promise<string>) | undefined;
}

/**
 * Starts sshd with fresh keys. As root it runs in a mount namespace that has one
 * account more, with a password; otherwise it admits the running user by key.
 */
export async function startOpenssh(options: OpensshOptions = {}): Promise<OpensshServer | Missing> {
  const sshd = await debianProgram("sshd");
  if (isMissing(sshd)) return sshd;
  const keygen = await debianProgram("ssh-keygen");
  if (isMissing(keygen)) return keygen;
  const root = await mkdtemp(join(tmpdir(), "holdfast-openssh-"));
  try {
    return await startBelow(root, sshd, keygen, options);
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    return missingBecause(error);
  }
}

async function startBelow(
  root: string,
  sshd: Program,
  keygen: Program,
  options: OpensshOptions,
): Promise<OpensshServer> {
  const identity = await makeKeyPair(keygen, "ed25519");
  const hostKeys = { ed25519: await makeKeyPair(keygen, "ed25519"), rsa: await makeKeyPair(keygen, "rsa") };
  const port = await freePort();
  const config = join(root, "sshd_config");
  const home = join(root, "home");
  await chmod(root, 0o755);
  await mkdir(home);
  await writeFile(join(root, "host_ed25519"), hostKeys.ed25519.privateKey, { mode: 0o600 });
  await writeFile(join(root, "host_rsa"), hostKeys.rsa.privateKey, { mode: 0o600 });
  await writeFile(join(root, "authorized_keys"), `${identity.publicKey}\n`);
  await writeFile(config, configuration(root, port, options));

  const login = process.getuid?.() === 0 ? await ownAccount(root, home) : runningUser();
  const argv = [...login.namespace, sshd.path, "-D", "-e", "-f", config];
  const running = await startServerProcess({ argv, env: sshd.env, port });
  return {
    ...running,
    get pid() {
      return running.pid;
    },
    host: "127.0.0.1",
    port,
    user: login.user,
    password: login.password,
    identity,
    hostKeys,
    knownHosts: [hostKeys.ed25519, hostKeys.rsa]
      .map((key) => `[127.0.0.1]:${port} ${key.publicKey}\n`)
      .join(""),
    directory: home,
    smallDirectory:
      login.namespace.length > 0 ? (bytes) => mountSmallDirectory(running.pid, home, bytes) : undefined,
    stop: async () => {
      await running.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}

interface Login {
  readonly user: string;
  readonly password: string | undefined;
  /** What the server's command line begins with. */
  readonly namespace: readonly string[];
}

async function ownAccount(root: string, home: string): Promise<Login> {
  const account = { name: "holdfast", ...accountIds, home, password: randomBytes(12).toString("base64url") };
  await chown(home, account.uid, account.gid);
  const namespace = await accountNamespace(root, "sshd", account);
  return { user: account.name, password: account.password, namespace };
}

function runningUser(): Login {
  return { user: userInfo().username, password: undefined, namespace: [] };
}

/** The given lines take the place of the usual ones for the same keyword. */
function configuration(root: string, port: number, options: OpensshOptions): string {
  const asRoot = process.getuid?.() === 0 ? "yes" : "no";
  const { config = [], offers = "everything" } = options;
  const given = offers === "sftp" ? [...config, "ForceCommand internal-sftp"] : config;
  const usual = [
    "ListenAddress 127.0.0.1",
    `Port ${port}`,
    `HostKey ${root}/host_ed25519`,
    `HostKey ${root}/host_rsa`,
    `AuthorizedKeysFile ${root}/authorized_keys`,
    `PasswordAuthentication ${asRoot}`,
    "KbdInteractiveAuthentication no",
    `UsePAM ${asRoot}`,
    "PidFile none",
    "StrictModes no",
    "UseDNS no",
    "MaxStartups 100",
    ...(offers === "commands" ? [] : ["Subsystem sftp internal-sftp"]),
  ];
  const keywords = new Set(given.map(keyword));
  return [...given, ...usual.filter((line) => !keywords.has(keyword(line))), ""].join("\n");
}

function keyword(line: string): string {
  return (line.split(" ")[0] as string).toLowerCase();
}
