import { setImmediate } from "node:timers/promises";
import { newJob, transition, type Job } from "../../../src/job/transition.ts";
import { StateDatabase } from "../../../src/state/database.ts";
import { JobHistory } from "../../../src/state/job-history.ts";
import { acquireJobLock } from "../../../src/state/job-lock.ts";
import { UnfinishedArchives } from "../../../src/state/unfinished-archives.ts";

const [stateDir = "", id = ""] = process.argv.slice(2);
const lock = acquireJobLock(stateDir);
const database = new StateDatabase(stateDir);
const history = new JobHistory(database);

const request = {
  location: "file:///mnt/usb",
  locationUser: "",
  type: "MANUAL",
  parts: ["common"],
  comment: "",
  version: "1",
  build: "1",
} as const;
const at = { time: new Date("2027-01-01T00:00:00Z"), monotonicMs: 0 };
let job: Job = transition(newJob(id, "backup", request), { type: "started", at });
history.record(job);
new UnfinishedArchives(database).begin({
  jobId: id,
  address: { location: "file:///mnt/usb", type: "FILE", options: {} },
  directory: `M_1_${id}_`,
});
job = transition(job, { type: "phase-entered", phase: "transferring", at });
process.stdin.resume().once("end", () => {
  lock.release();
  process.exit();
});
for (let done = 0; ; done += 1) {
  job = transition(job, { type: "progress", done, total: 1e9, at });
  history.record(job);
  if (done === 3) console.log("running");
  await setImmediate();
}
