// npm run bench -- SCENARIO: a benchmark of benchmarks/main.ts.
import { install } from "./install.mjs";
import { runPinned } from "./pinned-node.mjs";
import { root } from "./root.mjs";

install(root);
runPinned(["--conditions=@holdfast/source", "benchmarks/main.ts", ...process.argv.slice(2)], root);
