import { createInterface } from "node:readline";
import { isHoldfastError } from "../../../src/messages/holdfast-error.ts";
import { acquireJobLock, type JobLock } from "../../../src/state/job-lock.ts";

const stateDir = process.argv[2] ?? "";
let lock: JobLock | undefined;

for await (const command of createInterface({ input: process.stdin })) {
  if (command === "release") {
    lock?.release();
    lock = undefined;
    console.log("released");
  } else {
    while (Date.now() < Number(command));
    console.log(take());
  }
}

function take(): string {
  try {
    lock = acquireJobLock(stateDir);
    return "won";
  } catch (error) {
    return isHoldfastError(error) ? String(error.messages[0]?.id) : String(error);
  }
}
