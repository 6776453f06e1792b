import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { isMissing, missingBecause, type Missing } from "../availability.ts";
import { debianProgram, type Program } from "../debian.ts";
import { freePort } from "../free-port.ts";
import { processTree } from "../process-tree.ts";
import { startServerProcess, type ServerProcess } from "../server-process.ts";

const run = promisify(execFile);

/** Its module for directories and rpcbind, without which it does not start for version 3, have to lie beside it. */
const ganesha = {
  package: "nfs-ganesha",
  file: "usr/bin/ganesha.nfsd",
  companions: ["nfs-ganesha-vfs", "rpcbind"],
} as const;

/**
 * A running NFS-Ganesha on 127.0.0.1: NFS versions 3 and 4.1, in user space. It
 * is one process, so that its connections end with it only.
 */
export interface GaneshaServer extends Omit<ServerProcess, "disconnect"> {
  readonly host: "127.0.0.1";
  /** Port of NFS, all versions. */
  readonly port: number;
  /** Port of the mount protocol. */
  readonly mountPort: number;
  /** Path of an export that takes every client and user, and its directory. */
  readonly export: ExportedDirectory;
  /** What a command line begins with that reaches the server's rpcbind, at port 111 of 127.0.0.1. */
  readonly enterPortMapper: () => readonly string[];
  /** A read-only export. */
  readonly readOnly: ExportedDirectory;
  /** An export with a file system of its own of 4 MiB. */
  readonly small: ExportedDirectory;
  /** An export that wants source ports below 1024, and takes root for nobody. */
  readonly secure: ExportedDirectory;
}

/** How to start NFS-Ganesha. */
export interface GaneshaOptions {
  /** Where its files lie; the system's temporary directory when left out. Its file system must have file handles. */
  readonly directory?: string;
  /** How long a client of version 4.1 may be silent before the server forgets it, in seconds; 60 when left out. */
  readonly leaseSeconds?: number;
  /** The versions of NFS that it speaks; 3 and 4.1 when left out. */
  readonly versions?: readonly ("3" | "4.0" | "4.1")[];
}

/** A directory and how clients call it. */
export interface ExportedDirectory {
  readonly path: string;
  /** Where its files are on this machine. The server's root directory is its own. */
  readonly directory: string;
}

/**
 * Starts NFS-Ganesha. It needs root, because it opens files by handle. It gets a
 * mount namespace of its own, with a `/run` and an rpcbind of its own; nothing
 * listens on port 111 of the machine.
 */
export async function startGanesha(options: GaneshaOptions = {}): Promise<GaneshaServer | Missing> {
  if (process.getuid?.() !== 0) return { missing: "NFS-Ganesha opens files by handle, which needs root" };
  const program = await debianProgram(ganesha);
  if (isMissing(program)) return program;
  const root = await mkdtemp(join(options.directory ?? tmpdir(), "holdfast-ganesha-"));
  try {
    return await startBelow(root, program, options);
  } catch (error) {
    await rm(root, { recursive: true, force: true });
    return missingBecause(error);
  }
}

async function startBelow(
  root: string,
  program: Program,
  { leaseSeconds = 60, versions = ["3", "4.1"] }: GaneshaOptions,
): Promise<GaneshaServer> {
  await chmod(root, 0o755);
  const directories = { export: "", "read-only": "", small: "", secure: "" };
  for (const name of Object.keys(directories)) {
    await mkdir(join(root, name));
    await chmod(join(root, name), 0o777);
  }
  const [port, mountPort] = [await freePort(), await freePort()];
  await writeFile(
    join(root, "ganesha.conf"),
    configuration({ root, modules: await modulesOf(program), port, mountPort, leaseSeconds, versions }),
  );
  await writeFile(join(root, "passwd"), await accounts());
  const exported = (name: keyof typeof directories): ExportedDirectory => ({
    path: `/${name}`,
    directory: join(root, name),
  });
  const running = await startServerProcess(command(root, program, port));
  return {
    ...running,
    get pid() {
      return running.pid;
    },
    host: "127.0.0.1",
    enterPortMapper: () => ["nsenter", "--net", "--target", String(processTree(running.pid)[1])],
    port,
    mountPort,
    export: exported("export"),
    readOnly: exported("read-only"),
    small: exported("small"),
    secure: exported("secure"),
    stop: async () => {
      await running.stop();
      // Clients can make paths that are longer than Node's rm can name.
      await run("rm", ["-rf", root]);
    },
  };
}

/** Where the module for directories lies, whose place depends on the processor. */
async function modulesOf({ root }: Program): Promise<string> {
  const libraries = join(root, "usr/lib");
  const perProcessor = (await readdir(libraries)).find((name) => name.includes("-linux-gnu"));
  return join(libraries, perProcessor ?? "", "ganesha");
}

/** rpcbind changes to this account. It is root's: after a change of user the kernel would not end it with the server. */
async function accounts(): Promise<string> {
  const system = (await readFile("/etc/passwd", "utf8"))
    .split("\n")
    .filter((line) => !line.startsWith("_rpc:"));
  return ["_rpc:x:0:0::/run/rpcbind:/usr/sbin/nologin", ...system].join("\n");
}

/**
 * rpcbind listens in a network of its own, where port 111 is free; the server
 * registers over the socket in `/run`.
 */
const enterNamespaces = `set -e
root="$1" rpcbind="$2"
shift 2
mount -t tmpfs -o mode=755 tmpfs /run
mkdir /run/rpcbind /run/recovery
mount --bind "$root/passwd" /etc/passwd
mount -t tmpfs -o size=4m,mode=777 tmpfs "$root/small"
setpriv --pdeathsig KILL unshare --net sh -c 'ip link set lo up; exec "$0" -f' "$rpcbind" &
tries=0
until [ -S /run/rpcbind.sock ]; do
  tries=$((tries + 1))
  if [ $tries -gt 200 ]; then echo "rpcbind does not start"; exit 1; fi
  sleep 0.05
done
exec "$@"
`;

function command(
  root: string,
  program: Program,
  port: number,
): { readonly argv: readonly string[]; readonly env: NodeJS.ProcessEnv; readonly port: number } {
  const rpcbind = join(program.root, "sbin/rpcbind");
  const server = [program.path, "-F", "-f", join(root, "ganesha.conf"), "-L", "STDERR", "-p", "/run/pid"];
  const argv = ["unshare", "--mount", "sh", "-c", enterNamespaces, "sh", root, rpcbind, ...server];
  const libraries = [program.env["LD_LIBRARY_PATH"], join(program.root, "usr/lib/ganesha")].join(":");
  return { argv, env: { ...program.env, LD_LIBRARY_PATH: libraries }, port };
}

interface Configuration {
  readonly root: string;
  readonly modules: string;
  readonly port: number;
  readonly mountPort: number;
  readonly leaseSeconds: number;
  readonly versions: readonly string[];
}

function configuration({ root, modules, port, mountPort, leaseSeconds, versions }: Configuration): string {
  const minorVersions = versions
    .filter((version) => version.startsWith("4"))
    .map((version) => version.slice(2));
  const protocols = [
    ...(versions.includes("3") ? ["3"] : []),
    ...(minorVersions.length > 0 ? ["4"] : []),
  ].join(", ");
  const shared = `SecType = sys; Protocols = ${protocols}; Transports = TCP; FSAL { Name = VFS; }`;
  const open = "Access_Type = RW; Squash = No_Root_Squash; PrivilegedPort = false";
  const exports = {
    export: open,
    "read-only": "Access_Type = RO; Squash = No_Root_Squash; PrivilegedPort = false",
    small: open,
    secure: "Access_Type = RW; Squash = Root_Squash; PrivilegedPort = true",
  };
  const blocks = Object.entries(exports).map(
    ([name, access], index) =>
      `EXPORT { Export_Id = ${index + 1}; Path = "${root}/${name}"; Pseudo = /${name}; ${access}; ${shared} }`,
  );
  return `NFS_CORE_PARAM {
  Protocols = ${protocols}; Bind_addr = 127.0.0.1; NFS_Port = ${port}; MNT_Port = ${mountPort};
  mount_path_pseudo = true; Enable_NLM = false; Enable_RQUOTA = false; Enable_UDP = false;
  Plugins_Dir = "${modules}";
}
NFSv4 {
  Graceless = true; RecoveryBackend = fs; RecoveryRoot = /run/recovery; Minor_Versions = ${minorVersions.join(", ") || "1"};
  Lease_Lifetime = ${leaseSeconds};
  UseGetpwnam = true; Only_Numeric_Owners = true; DomainName = localdomain;
}
NFS_KRB5 { Active_krb5 = false; }
${blocks.join("\n")}
LOG { Default_Log_Level = WARN; }
`;
}
