import { keepCompiledCode } from "./compile-cache.ts";
import { exitCodes } from "./exit-code.ts";

process.stdout.on("error", endWithReader);
process.stderr.on("error", endWithReader);

keepCompiledCode();
const { run } = await import("./program.ts");

// Work that waits for something which keeps no process alive must not end unheard.
const alive = setInterval(() => undefined, 2 ** 30);
const code = await run(process.argv.slice(2));
clearInterval(alive);
// What a signal has cut off may go on for a while otherwise.
if (code === exitCodes.cancelled) process.exit(code);
process.exitCode = code;

/** Who reads the output has gone, such as `head`: there is nobody left to tell. */
function endWithReader(): void {
  process.exit(exitCodes.failed);
}
