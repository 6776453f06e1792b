import { program } from "./program.ts";

/** Type errors of every project. A source file belongs to its package and to the tests' project: each error is told once. */
export async function types(root: string): Promise<string[]> {
  const findings = await program(root, "tsc", ["-b"]);
  return [...new Set(findings.flatMap((output) => output.split("\n")))];
}
