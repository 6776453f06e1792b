import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { accountIds, accountNamespace } from "../account-namespace.ts";
import { isMissing, missingBecause, type Missing } from "../availability.ts";
import { debianProgram, type Program } from "../debian.ts";
import { freePort } from "../free-port.ts";
import { startServerProcess, type ServerProcess } from "../server-process.ts";

/** Configurations that clients meet, as lines of smb.conf's [global] section. */
export const sambaConfigurations = {
  /** What Debian's Samba does when nobody configures it: SMB 3.1.1, signing and encryption on request. */
  default: [],
  "signing required": ["server signing = mandatory"],
  "encryption required": ["server smb encrypt = required", "server min protocol = SMB3_11"],
  "SMB 2.1": ["server max protocol = SMB2_10"],
  /** NTLMv1, and no interim responses: the only one that the old npm package smb2 can use. */
  "for old clients": ["ntlm auth = yes", "aio read size = 0", "aio write size = 0"],
} as const;

/** How to start Samba's smbd. */
export interface SambaOptions {
  /** Lines for the [global] section, in place of the usual ones for the same parameters. */
  readonly config?: readonly string[];
  /** Lines for the section of the share. */
  readonly share?: readonly string[];
}

/** A running smbd on 127.0.0.1. */
export interface SambaServer extends ServerProcess {
  readonly host: "127.0.0.1";
  readonly port: number;
  readonly user: string;
  /** The user's password, new in every run. */
  readonly password: string;
  /** The share's name. */
  readonly share: string;
  /** A share of the same directory that nobody can write to. */
  readonly readOnlyShare: string;
  /** The share's directory, the user's own and empty at first. */
  readonly directory: string;
  /** A new directory in the share with a file system of its own of that many bytes, which only the server sees. */
  smallDirectory(bytes: number): Promise<string>;
  /** Runs a command of smbclient's in the share, such as `put a b`. @returns what it printed */
  smbclient(command: string, options?: readonly string[]): Promise<string>;
  /** What starts smbclient on the share, the user logged in. */
  readonly smbclientCommand: {
    readonly argv: readonly [string, ...string[]];
    readonly env: NodeJS.ProcessEnv;
  };
}

/** Starts smbd in a mount namespace that has one account more. It needs root. */
export async function startSamba(options: SambaOptions = {}): Promise<SambaServer | Missing> {
  if (process.getuid?.() !== 0) return { missing: "smbd with an account of its own needs root" };
  const smbd = await debianProgram({ package: "samba", file: "usr/sbin/smbd", companions: ["smbclient"] });
  if (isMissing(smbd)) return smbd;
  const root = await mkdtemp(join(tmpdir(), "holdfast-samba-"));
  try {
    return await startBelow(root, smbd, options);
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    return missingBecause(error);
  }
}

async function startBelow(root: string, smbd: Program, options: SambaOptions): Promise<SambaServer> {
  const port = await freePort();
  const directory = join(root, "share");
  const password = randomBytes(12).toString("base64url");
  const account = { name: "holdfast", ...accountIds, home: directory, password };
  await chmod(root, 0o755);
  await mkdir(directory);
  await chown(directory, account.uid, account.gid);
  for (const each of stateDirectories) await mkdir(join(root, each), { mode: 0o755 });
  const config = join(root, "smb.conf");
  await writeFile(config, configuration(root, port, options));
  const login = join(root, "login");
  await writeFile(login, `username = ${account.name}\npassword = ${password}\n`, { mode: 0o600 });

  const env = privateLibraries(smbd);
  const namespace = await accountNamespace(root, "samba", account);
  const smbpasswd = [
    ...namespace,
    join(smbd.root, "usr/bin/smbpasswd"),
    "-c",
    config,
    "-s",
    "-a",
    account.name,
  ];
  await run(smbpasswd, env, `${password}\n${password}\n`);
  // Its process group is its own already, and at its end it signals whoever is in it.
  const argv = [...namespace, smbd.path, "--foreground", "--no-process-group", "--configfile", config];
  const running = await startServerProcess({ argv, env, port });
  const smbclientCommand = {
    argv: [
      join(smbd.root, "usr/bin/smbclient"),
      `//127.0.0.1/${shareName}`,
      ...["--port", String(port), "--authentication-file", login, "--configfile", join(root, "client.conf")],
    ] as [string, ...string[]],
    env,
  };
  await writeFile(join(root, "client.conf"), clientConfiguration(root));
  return {
    ...running,
    get pid() {
      return running.pid;
    },
    host: "127.0.0.1",
    port,
    user: account.name,
    password,
    share: shareName,
    readOnlyShare,
    directory,
    smallDirectory: (bytes) => mountSmall(running.pid, directory, bytes),
    smbclientCommand,
    smbclient: (command, more = []) => run([...smbclientCommand.argv, ...more, "--command", command], env),
    stop: async () => {
      await running.stop();
      // Node's rm fails at paths that are longer than the kernel takes at once, which smbd makes.
      await run(["rm", "-rf", root], process.env);
    },
  };
}

const shareName = "backup";
const readOnlyShare = "readonly";
const stateDirectories = ["private", "lock", "state", "cache", "pid", "rpc"];

function configuration(root: string, port: number, { config = [], share = [] }: SambaOptions): string {
  const usual = [
    "server role = standalone server",
    "interfaces = 127.0.0.1",
    "bind interfaces only = yes",
    `smb ports = ${port}`,
    `private dir = ${root}/private`,
    `lock directory = ${root}/lock`,
    `state directory = ${root}/state`,
    `cache directory = ${root}/cache`,
    `pid directory = ${root}/pid`,
    `ncalrpc dir = ${root}/rpc`,
    `log file = ${root}/smbd.log`,
    "passdb backend = tdbsam",
    "map to guest = never",
    "load printers = no",
    "disable spoolss = yes",
  ];
  const given = new Set(config.map(parameter));
  const section = (name: string, more: readonly string[]): string[] => [
    `[${name}]`,
    `path = ${root}/share`,
    ...more,
  ];
  return [
    ...["[global]", ...usual.filter((line) => !given.has(parameter(line))), ...config],
    ...section(shareName, ["read only = no", ...share]),
    ...section(readOnlyShare, ["read only = yes"]),
    "",
  ].join("\n");
}

function clientConfiguration(root: string): string {
  const directories = ["lock", "state", "cache", "private"];
  const lines = directories.map(
    (each) => `${each} ${each === "private" ? "dir" : "directory"} = ${root}/${each}`,
  );
  return ["[global]", ...lines, "client min protocol = SMB2_02", ""].join("\n");
}

function parameter(line: string): string {
  return (line.split("=")[0] as string).trim().toLowerCase();
}

/** Samba's own libraries lie beside the system's, where its programs look for them by an absolute path. */
function privateLibraries({ env }: Program): NodeJS.ProcessEnv {
  const directories = (env["LD_LIBRARY_PATH"] ?? "").split(delimiter).filter((each) => each !== "");
  const both = directories.flatMap((each) => [each, join(each, "samba")]);
  return { ...env, LD_LIBRARY_PATH: both.join(delimiter) };
}

async function mountSmall(serverPid: number, share: string, bytes: number): Promise<string> {
  const directory = await mkdtemp(join(share, "small-"));
  const options = `size=${bytes},uid=${accountIds.uid},gid=${accountIds.gid},mode=755`;
  const mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", directory];
  await run(["nsenter", "--mount", "--target", String(serverPid), ...mount], process.env);
  return directory;
}

function run(argv: readonly string[], env: NodeJS.ProcessEnv, input = ""): Promise<string> {
  const [file, ...args] = argv as [string, ...string[]];
  return new Promise((resolve, reject) => {
    const child = execFile(file, args, { env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${file} failed: ${stdout}${stderr}`.trim(), { cause: error }));
    });
    child.stdin?.on("error", () => {}); // a program may end without reading what it is given
    child.stdin?.end(input);
  });
}
