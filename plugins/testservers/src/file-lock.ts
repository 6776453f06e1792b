import { spawn } from "node:child_process";
import { once } from "node:events";

/**
 * Runs the work while holding an exclusive lock on a file, also against other
 * processes. The kernel frees the lock when this process dies, however it dies:
 * the lock's holder is a child that ends with its standard input.
 */
export async function withFileLock<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  const holder = spawn("flock", ["--exclusive", file, "sh", "-c", "echo locked; exec cat"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = once(holder, "close");
  const locked = once(holder.stdout, "data");
  await Promise.race([locked, ended.then(() => Promise.reject(new Error(`flock could not lock ${file}`)))]);
  try {
    return await work();
  } finally {
    holder.stdin.end();
    await ended;
  }
}
