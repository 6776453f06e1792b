import { createBackupCore, directoryPart } from "@holdfast/core";
import { file } from "@holdfast/location-file";

// Backs up again and again until it is killed: directory, recipient.
const [directory = "", recipient = ""] = process.argv.slice(2);
const core = createBackupCore({
  system: { name: "fw-01", product: "test", version: "1.0", build: "7" },
  stateDir: `${directory}/state`,
  parts: [directoryPart({ id: "common", roots: [`${directory}/source`] })],
  locations: [file],
  settings: { pipeline: { sliceSize: 16_384, volumeSize: 65_536, buffers: 3, workers: 1 } },
});
process.stdout.write("ready\n");
for (;;) {
  const job = core.backUp({
    location: { location: `file://${directory}/location` },
    recipients: [recipient],
    comment: "killed",
  });
  process.stdout.write(`${job.id}\n`);
  await job.finished;
}
