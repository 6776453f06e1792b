import { runCommand } from "./command.ts";

process.exitCode = await runCommand(process.argv.slice(2), {
  directory: process.cwd(),
  out: process.stdout,
  err: process.stderr,
});
