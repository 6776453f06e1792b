import { execFile } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { accountIds } from "./account-namespace.ts";

const run = promisify(execFile);

/**
 * Makes a directory with a file system of its own (tmpfs) of that many bytes, in
 * the mount namespace of a server only. It belongs to the server's own account.
 */
export async function mountSmallDirectory(serverPid: number, parent: string, bytes: number): Promise<string> {
  const directory = await mkdtemp(join(parent, "small-"));
  const { uid, gid } = accountIds;
  const options = `size=${bytes},uid=${uid},gid=${gid},mode=755`;
  const mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", directory];
  await run("nsenter", ["--mount", "--target", String(serverPid), ...mount]);
  return directory;
}
