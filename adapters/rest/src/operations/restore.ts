import {
  reconciliationInfo,
  reconciliationSpec,
  restoreMetadata,
  restoreRequest,
} from "../structures/restore.ts";
import { restoreJobStatus } from "../structures/backup.ts";
import { returnResult } from "../structures/message.ts";
import { type Operation, operation } from "./operation.ts";

export const restoreOperations: readonly Operation[] = [
  operation({
    name: "restore.validate",
    summary: "Says whether this appliance can be restored from an archive.",
    effect: "change",
    parameters: { piece: restoreRequest },
    result: restoreMetadata,
    rest: [{ method: "POST", path: "/restore/validate" }],
    api: { method: "POST", path: "/restore", action: "validate", body: "piece" },
    run: ({ restore }, { piece }) => restore.validate(piece),
  }),
  operation({
    name: "restore.job.create",
    summary: "Starts a restore of this appliance.",
    effect: "change",
    parameters: { piece: restoreRequest },
    result: restoreJobStatus,
    rest: [{ method: "POST", path: "/restore/job" }],
    api: { method: "POST", path: "/restore/job", body: "piece", status: 201 },
    run: ({ restore }, { piece }) => restore.job.create(piece),
  }),
  operation({
    name: "restore.job.get",
    summary: "How the latest restore is.",
    effect: "read",
    parameters: {},
    result: restoreJobStatus,
    rest: [{ method: "GET", path: "/restore/job" }],
    api: { method: "GET", path: "/restore/job" },
    run: ({ restore }) => restore.job.get(),
  }),
  operation({
    name: "restore.job.cancel",
    summary: "Ends the restore early.",
    effect: "change",
    parameters: {},
    result: returnResult,
    rest: [{ method: "POST", path: "/restore/job/cancel" }],
    api: { method: "POST", path: "/restore/job", action: "cancel" },
    run: ({ restore }) => restore.job.cancel(),
  }),
  operation({
    name: "reconciliation.job.create",
    summary: "Compares this appliance with the archive that it was restored from.",
    effect: "change",
    parameters: { spec: reconciliationSpec },
    result: reconciliationInfo,
    rest: [{ method: "POST", path: "/reconciliation/job" }],
    api: { method: "POST", path: "/reconciliation/job", body: "spec", status: 201 },
    run: ({ reconciliation }, { spec }) => reconciliation.job.create(spec),
  }),
  operation({
    name: "reconciliation.job.get",
    summary: "How the latest comparison is.",
    effect: "read",
    parameters: {},
    result: reconciliationInfo,
    rest: [{ method: "GET", path: "/reconciliation/job" }],
    api: { method: "GET", path: "/reconciliation/job" },
    run: ({ reconciliation }) => reconciliation.job.get(),
  }),
];
