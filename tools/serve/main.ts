// A sample appliance: its files, its users, and the server, in a directory that stays between two starts.
import { cpSync, existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "@holdfast/cli";
import { prepareUser } from "./user.ts";

const sample = fileURLToPath(new URL("../../adapters/rest/sample", import.meta.url));
const [given = "sample-appliance"] = process.argv.slice(2);
const place = resolve(given);
const config = join(place, "holdfast.config.json");

mkdirSync(place, { recursive: true });
for (const directory of ["etc", "statistics"]) {
  if (!existsSync(join(place, directory)))
    cpSync(join(sample, directory), join(place, directory), { recursive: true });
}
cpSync(join(sample, "holdfast.config.json"), config);

console.log(`The sample appliance lies in ${place}.`);
await prepareUser(config, "administrator@vsphere.local", "admin", "HOLDFAST_SAMPLE_PASSWORD");
await prepareUser(config, "reader@vsphere.local", "read-only", "HOLDFAST_SAMPLE_READER_PASSWORD");

const { HOLDFAST_PORT: port } = process.env;
const serving = ["serve", "--config", config, ...(port === undefined ? [] : ["--port", port])];
console.log(`$ holdfast ${serving.join(" ")}`);
process.exitCode = await run(serving);
