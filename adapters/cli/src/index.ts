export { type ExitCode, exitCodes } from "./exit-code.ts";
export { run } from "./program.ts";
