// A sample appliance: its files, its users, and the server, in a directory that stays between two starts.
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { commandLine } from "./command.ts";
import { prepareUser } from "./user.ts";

const sample = fileURLToPath(new URL("../../adapters/rest/sample", import.meta.url));
const [given = "sample-appliance"] = process.argv.slice(2);
const place = resolve(given);
const config = join(place, "holdfast.config.json");

mkdirSync(place, { recursive: true });
for (const name of ["etc", "statistics"]) {
  if (!existsSync(join(place, name))) cpSync(join(sample, name), join(place, name), { recursive: true });
}
cpSync(join(sample, "holdfast.config.json"), config);

console.log(`The sample appliance lies in ${place}.`);
prepareUser(config, "administrator@vsphere.local", "admin", "HOLDFAST_SAMPLE_PASSWORD");
prepareUser(config, "reader@vsphere.local", "read-only", "HOLDFAST_SAMPLE_READER_PASSWORD");

const { HOLDFAST_PORT: port } = process.env;
const serve = ["serve", "--config", config, ...(port === undefined ? [] : ["--port", port])];
console.log(`$ holdfast ${serve.join(" ")}`);
const server = spawn(process.execPath, commandLine(...serve), { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    // A terminal's Ctrl-C reaches the server by itself; a second signal would end it at once.
    if (signal !== "SIGINT" || !process.stdin.isTTY) server.kill(signal);
  });
}
server.on("exit", (code) => process.exit(code ?? 1));
