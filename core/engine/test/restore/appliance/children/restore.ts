import { Secret } from "@holdfast/contract";
import { smallAppliance } from "./small-appliance.ts";

// Restores the newest archive and tells its phases: directory; the identity comes on standard input.
const [directory = ""] = process.argv.slice(2);
const identity = new Secret((await Array.fromAsync(process.stdin)).join("").trim());
const core = smallAppliance(directory);
const location = { location: `file://${directory}/location` };
const job = core.restoreAppliance({ location, archive: "latest", key: { identities: [identity] } });
let told: string | undefined;
job.subscribe(({ phase }) => {
  if (phase === told) return;
  told = phase;
  process.stdout.write(`${phase}\n`);
});
process.stdout.write("preparing\n");
const { state, messages } = await job.finished;
await core.close();
process.stdout.write(`${state} ${messages.at(-1)?.id}\n`);
