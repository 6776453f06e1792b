import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));

/** Builds `holdfast`: from its sources it starts later and takes more memory. @throws Error with what the compiler said */
export async function build(): Promise<void> {
  try {
    await run(`${root}/node_modules/.bin/tsc`, ["-b", "adapters/cli"], { cwd: root });
  } catch (error) {
    throw new Error(`holdfast does not compile:\n${(error as { stdout: string }).stdout}`, { cause: error });
  }
}
