import { recoveryInfo } from "../structures/backup.ts";
import { archiveOperations } from "./archives.ts";
import { backupJobOperations } from "./backup-jobs.ts";
import { type Operation, operation } from "./operation.ts";
import { restoreOperations } from "./restore.ts";
import { scheduleOperations } from "./schedules.ts";

/** All operations of the vSphere appliance recovery API. */
export const operations: readonly Operation[] = [
  operation({
    name: "get",
    summary: "Whether this appliance can be backed up and restored.",
    effect: "read",
    parameters: {},
    result: recoveryInfo,
    rest: [{ method: "GET", path: "" }],
    api: { method: "GET", path: "" },
    run: ({ recovery }) => recovery.get(),
  }),
  ...backupJobOperations,
  ...scheduleOperations,
  ...archiveOperations,
  ...restoreOperations,
];
