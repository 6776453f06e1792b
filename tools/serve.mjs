// npm run serve: a sample appliance with the vSphere recovery API, from the sources.
import { install } from "./install.mjs";
import { runPinned } from "./pinned-node.mjs";
import { root } from "./root.mjs";

install(root);
runPinned(["--conditions=@holdfast/source", "tools/serve/main.ts", ...process.argv.slice(2)], root);
