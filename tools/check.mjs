// npm run check [-- name…]: every check of check/main.ts, or only the named ones.
import { install } from "./install.mjs";
import { runPinned } from "./pinned-node.mjs";
import { root } from "./root.mjs";

install(root);
runPinned(["tools/check/main.ts", ...process.argv.slice(2)], root);
