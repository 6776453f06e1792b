import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const launcher = fileURLToPath(new URL("../../adapters/cli/bin/holdfast.mjs", import.meta.url));

/** What whoever runs this may have set for backups of their own. */
const foreign: ReadonlySet<string> = new Set([
  "HOLDFAST_PASSWORD",
  "HOLDFAST_ENCRYPT_PASSWORD",
  "CREDENTIALS_DIRECTORY",
]);

/** Runs the command as its user would, from the sources, shows what it says, and ends the demonstration when it fails. */
export function holdfast(stateDirectory: string, ...args: readonly string[]): void {
  console.log(`\n$ holdfast ${args.map(shellWord).join(" ")}`);
  const env = Object.entries(process.env).filter(([name]) => !foreign.has(name));
  const { status, signal } = spawnSync(
    process.execPath,
    ["--conditions=@holdfast/source", launcher, ...args],
    {
      env: { ...Object.fromEntries(env), HOLDFAST_STATE_DIR: stateDirectory },
      stdio: "inherit",
    },
  );
  if (status === 0) return;
  console.log(`\nThat ended with ${signal ?? `exit code ${status}`}, so the demonstration ends here.`);
  process.exit(1);
}

/** A word as it is typed into a shell. */
export function shellWord(text: string): string {
  return /^[\w./:@=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
