// npm run demo: a backup and its restore, from the sources.
import { install } from "./install.mjs";
import { runPinned } from "./pinned-node.mjs";
import { root } from "./root.mjs";

install(root);
runPinned(["--conditions=@holdfast/source", "tools/demo/main.ts", ...process.argv.slice(2)], root);
