import { backupJobStatus, backupRequest, part } from "../structures/backup.ts";
import { detailsFilter, detailsMap } from "../structures/details.ts";
import { returnResult } from "../structures/message.ts";
import { integer, list, optional, text } from "../wire/types.ts";
import { type Operation, operation } from "./operation.ts";

const id = text();

export const backupJobOperations: readonly Operation[] = [
  operation({
    name: "backup.validate",
    summary: "Judges a backup without making it.",
    effect: "change",
    parameters: { piece: backupRequest },
    result: returnResult,
    rest: [{ method: "POST", path: "/backup/validate" }],
    api: { method: "POST", path: "/backup", action: "validate", body: "piece" },
    run: ({ backup }, { piece }) => backup.validate(piece),
  }),
  operation({
    name: "backup.job.create",
    summary: "Starts a backup.",
    effect: "change",
    parameters: { piece: backupRequest },
    result: backupJobStatus,
    rest: [{ method: "POST", path: "/backup/job" }],
    api: { method: "POST", path: "/backup/job", body: "piece", status: 201 },
    run: ({ backup }, { piece }) => backup.job.create(piece),
  }),
  operation({
    name: "backup.job.list",
    summary: "Ids of backup jobs, newest first.",
    effect: "read",
    parameters: {},
    result: list(id),
    rest: [{ method: "GET", path: "/backup/job" }],
    api: { method: "GET", path: "/backup/job" },
    run: ({ backup }) => backup.job.list(),
  }),
  operation({
    name: "backup.job.get",
    summary: "How a backup job is.",
    effect: "read",
    parameters: { id },
    result: backupJobStatus,
    rest: [{ method: "GET", path: "/backup/job/{id}" }],
    api: { method: "GET", path: "/backup/job/{id}" },
    run: ({ backup }, input) => backup.job.get(input.id),
  }),
  operation({
    name: "backup.job.cancel",
    summary: "Ends a backup job early.",
    effect: "change",
    parameters: { id },
    result: returnResult,
    rest: [{ method: "POST", path: "/backup/job/{id}/cancel" }],
    api: { method: "POST", path: "/backup/job/{id}", action: "cancel" },
    run: ({ backup }, input) => backup.job.cancel(input.id),
  }),
  operation({
    name: "backup.job.details.list",
    summary: "What is known of backup jobs, newest first.",
    effect: "read",
    parameters: { filter: optional(detailsFilter) },
    result: detailsMap,
    rest: [{ method: "GET", path: "/backup/job/details" }],
    api: { method: "GET", path: "/backup/job/details", body: "filter" },
    run: ({ backup }, { filter }) => backup.job.details.list(filter),
  }),
  operation({
    name: "backup.parts.list",
    summary: "What can be backed up.",
    effect: "read",
    parameters: {},
    result: list(part),
    rest: [{ method: "GET", path: "/backup/parts" }],
    api: { method: "GET", path: "/backup/parts" },
    run: ({ backup }) => backup.parts.list(),
  }),
  operation({
    name: "backup.parts.get",
    summary: "The size of a part in MB.",
    effect: "read",
    parameters: { id },
    result: integer(),
    rest: [{ method: "GET", path: "/backup/parts/{id}" }],
    api: { method: "GET", path: "/backup/parts/{id}" },
    run: ({ backup }, input) => backup.parts.get(input.id),
  }),
];
