// npm test [-- --all] [-- vitest arguments]: the tests; the ones tagged `slow` only with --all.
import { install } from "./install.mjs";
import { runPinned } from "./pinned-node.mjs";
import { root } from "./root.mjs";

install(root);
const args = process.argv.slice(2);
const tags = args.includes("--all") ? [] : ["--tags-filter=!slow"];
runPinned(["node_modules/vitest/vitest.mjs", "run", ...tags, ...args.filter((arg) => arg !== "--all")], root);
