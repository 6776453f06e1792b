import { backupJobStatus } from "../structures/backup.ts";
import {
  scheduleCreateSpec,
  scheduleInfo,
  scheduleMap,
  scheduleUpdateSpec,
} from "../structures/schedules.ts";
import { optional, text } from "../wire/types.ts";
import { type Operation, operation } from "./operation.ts";

const schedule = text();
const one = "/backup/schedules/{schedule}";

export const scheduleOperations: readonly Operation[] = [
  operation({
    name: "backup.schedules.list",
    summary: "All schedules.",
    effect: "read",
    parameters: {},
    result: scheduleMap,
    rest: [{ method: "GET", path: "/backup/schedules" }],
    api: { method: "GET", path: "/backup/schedules" },
    run: ({ backup }) => backup.schedules.list(),
  }),
  operation({
    name: "backup.schedules.create",
    summary: "Makes a schedule.",
    effect: "change",
    parameters: { schedule, spec: scheduleCreateSpec },
    result: undefined,
    rest: [{ method: "POST", path: one }],
    api: { method: "POST", path: "/backup/schedules" },
    run: ({ backup }, input) => backup.schedules.create(input.schedule, input.spec),
  }),
  operation({
    name: "backup.schedules.get",
    summary: "One schedule.",
    effect: "read",
    parameters: { schedule },
    result: scheduleInfo,
    rest: [{ method: "GET", path: one }],
    api: { method: "GET", path: one },
    run: ({ backup }, input) => backup.schedules.get(input.schedule),
  }),
  operation({
    name: "backup.schedules.update",
    summary: "Changes a schedule: what is left out stays as it is.",
    effect: "change",
    parameters: { schedule, spec: scheduleUpdateSpec },
    result: undefined,
    // SDKs take the first path, VMware's Postman collection the second.
    rest: [
      { method: "PUT", path: "/backup/schedules/update/{schedule}" },
      { method: "PUT", path: one },
    ],
    api: { method: "PATCH", path: one, body: "spec" },
    run: ({ backup }, input) => backup.schedules.update(input.schedule, input.spec),
  }),
  operation({
    name: "backup.schedules.delete",
    summary: "Removes a schedule.",
    effect: "change",
    parameters: { schedule },
    result: undefined,
    rest: [{ method: "DELETE", path: one }],
    api: { method: "DELETE", path: one },
    run: ({ backup }, input) => backup.schedules.delete(input.schedule),
  }),
  operation({
    name: "backup.schedules.run",
    summary: "Starts the backup of a schedule now.",
    effect: "change",
    parameters: { schedule, comment: optional(text()) },
    result: backupJobStatus,
    rest: [{ method: "POST", path: one, action: "run" }],
    api: { method: "POST", path: one, action: "run" },
    run: ({ backup }, input) => backup.schedules.run(input.schedule, input.comment),
  }),
];
