import { spawn } from "node:child_process";
import type { Program } from "@holdfast/testservers";

/**
 * Runs a program that asks its questions on a terminal: on a pseudo terminal
 * made by util-linux `script`, with one answer per prompt that ends in a colon.
 * An exit code other than 0 is an error with what the terminal showed.
 */
export async function runOnTerminal(
  program: Program,
  args: readonly string[],
  answers: readonly string[],
): Promise<void> {
  const quoted = [program.path, ...args].map((word) => `'${word}'`).join(" ");
  const child = spawn("script", ["--quiet", "--return", "--command", quoted, "/dev/null"], {
    env: program.env,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const left = [...answers];
  let output = "";
  let seen = 0;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    const prompt = output.indexOf(": ", seen);
    if (prompt < 0 || left.length === 0) return;
    seen = prompt + 2;
    child.stdin.write(`${left.shift()}\n`);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  });
  if (code !== 0) throw new Error(`exit code ${code}: ${output}`);
}
