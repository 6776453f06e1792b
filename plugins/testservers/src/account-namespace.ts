import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** An account that exists for one server only. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  readonly password: string;
}

/** The ids of accounts that are made here; outside the ranges that Debian gives out. */
export const accountIds: { readonly uid: number; readonly gid: number } = { uid: 64_999, gid: 65_534 };

const enterNamespace = `set -e
mount --bind "$1/passwd" /etc/passwd
mount --bind "$1/shadow" /etc/shadow
mount --bind "$1/pam.d" /etc/pam.d
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -m 755 /run/sshd
shift
exec "$@"
`;

/**
 * Writes the account files below a directory and gives the command line that
 * runs a program in a mount namespace where they are the system's. It needs root
 * and leaves the system's own accounts alone.
 *
 * @param service the PAM service that admits the account
 */
export async function accountNamespace(
  directory: string,
  service: string,
  account: Account,
): Promise<readonly string[]> {
  const { name, uid, gid, home } = account;
  const own = [
    `sshd:x:${uid - 1}:${gid}::/run/sshd:/usr/sbin/nologin`,
    `${name}:x:${uid}:${gid}::${home}:/bin/sh`,
  ];
  const system = (await readFile("/etc/passwd", "utf8")).split("\n").filter((line) => !isNamed(line, own));
  const passwd = [...own, ...system].join("\n");
  await writeFile(join(directory, "passwd"), passwd, { mode: 0o644 });
  const shadow = `${name}:${await cryptPassword(account.password)}:19000:0:99999:7:::\n`;
  await writeFile(join(directory, "shadow"), shadow, { mode: 0o600 });
  await mkdir(join(directory, "pam.d"), { mode: 0o755 });
  const rules = ["auth", "account", "session"].map((kind) => `${kind} required pam_unix.so\n`);
  await writeFile(join(directory, "pam.d", service), rules.join(""));
  return ["unshare", "--mount", "sh", "-c", enterNamespace, "sh", directory];
}

function isNamed(line: string, accounts: readonly string[]): boolean {
  return accounts.some((account) => account.split(":")[0] === line.split(":")[0]);
}

/** The password's SHA-512 hash in the form of crypt(5); Node has no crypt(3), Debian's perl does. */
export async function cryptPassword(password: string): Promise<string> {
  const program = 'print crypt($ENV{"PASSWORD"}, q($6$holdfast$))';
  const { stdout } = await run("perl", ["-e", program], { env: { ...process.env, PASSWORD: password } });
  return stdout;
}
