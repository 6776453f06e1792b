import { sqlite } from "../../../src/state/sqlite.ts";

const row = new sqlite.DatabaseSync(":memory:").prepare("SELECT 1 + 2 AS sum").get();
console.log(String(row?.["sum"]));
process.emitWarning("another one", "ExperimentalWarning");
