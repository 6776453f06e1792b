import { acquireJobLock } from "../../../src/state/job-lock.ts";

const lock = acquireJobLock(process.argv[2] ?? "");
console.log("held");
process.stdin.once("data", () => {
  lock.release();
  console.log("released");
  process.stdin.destroy();
});
