import { runCommand } from "./command/run.ts";

process.exitCode = await runCommand(process.argv.slice(2), {
  environment: process.env, // oxlint-disable-line node/no-process-env -- the program, not the library
  directory: process.cwd(),
  out: process.stdout,
  err: process.stderr,
});
