// npm run matrix [-- TYPE...]: the proof of benchmarks/matrix/main.ts.
import { install } from "./install.mjs";
import { runPinned } from "./pinned-node.mjs";
import { root } from "./root.mjs";

install(root);
runPinned(["--conditions=@holdfast/source", "benchmarks/matrix/main.ts", ...process.argv.slice(2)], root);
