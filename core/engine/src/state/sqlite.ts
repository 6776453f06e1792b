/**
 * `node:sqlite`, without the warning that Node 22 prints when it is loaded: a
 * library does not write to its program's stderr. Every other warning passes.
 */
export const sqlite: typeof import("node:sqlite") = loadQuietly();

function loadQuietly(): typeof import("node:sqlite") {
  const emit: unknown = Reflect.get(process, "emitWarning");
  const emitWarning = emit as typeof process.emitWarning;
  process.emitWarning = (warning, ...rest: unknown[]) => {
    if (rest[0] === "ExperimentalWarning" && String(warning).startsWith("SQLite")) return;
    Reflect.apply(emitWarning, process, [warning, ...rest]);
  };
  try {
    return process.getBuiltinModule("node:sqlite");
  } finally {
    process.emitWarning = emitWarning;
  }
}
