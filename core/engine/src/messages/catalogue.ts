import { applianceRestoreMessages } from "./catalogue/appliance-restore.ts";
import { archiveMessages } from "./catalogue/archive.ts";
import { backupMessages } from "./catalogue/backup.ts";
import { catalogMessages } from "./catalogue/catalog.ts";
import { checkMessages } from "./catalogue/check.ts";
import { jobMessages } from "./catalogue/job.ts";
import { locationMessages } from "./catalogue/location.ts";
import { manifestMessages } from "./catalogue/manifest.ts";
import { operationsMessages } from "./catalogue/operations.ts";
import { partsMessages } from "./catalogue/parts.ts";
import { pipelineMessages } from "./catalogue/pipeline.ts";
import { policyMessages } from "./catalogue/policy.ts";
import { reconciliationMessages } from "./catalogue/reconciliation.ts";
import { restoreMessages } from "./catalogue/restore.ts";
import { scheduleMessages } from "./catalogue/schedule.ts";
import { sealMessages } from "./catalogue/seal.ts";
import { stateMessages } from "./catalogue/state.ts";
import { transferMessages } from "./catalogue/transfer.ts";
import { tuneMessages } from "./catalogue/tune.ts";
import type { CatalogueEntry, Message } from "./message.ts";

/** The id of a message in the catalogue. */
export type MessageId =
  | keyof typeof applianceRestoreMessages
  | keyof typeof archiveMessages
  | keyof typeof backupMessages
  | keyof typeof catalogMessages
  | keyof typeof checkMessages
  | keyof typeof jobMessages
  | keyof typeof locationMessages
  | keyof typeof manifestMessages
  | keyof typeof operationsMessages
  | keyof typeof partsMessages
  | keyof typeof pipelineMessages
  | keyof typeof policyMessages
  | keyof typeof reconciliationMessages
  | keyof typeof restoreMessages
  | keyof typeof scheduleMessages
  | keyof typeof sealMessages
  | keyof typeof stateMessages
  | keyof typeof transferMessages
  | keyof typeof tuneMessages;

/** Every message that Holdfast can say, by id. */
export const catalogue: Readonly<Record<MessageId, CatalogueEntry>> = {
  ...applianceRestoreMessages,
  ...archiveMessages,
  ...backupMessages,
  ...catalogMessages,
  ...checkMessages,
  ...jobMessages,
  ...locationMessages,
  ...manifestMessages,
  ...operationsMessages,
  ...partsMessages,
  ...pipelineMessages,
  ...policyMessages,
  ...reconciliationMessages,
  ...restoreMessages,
  ...scheduleMessages,
  ...sealMessages,
  ...stateMessages,
  ...transferMessages,
  ...tuneMessages,
};

/** The message with its arguments filled in. */
export function message(id: MessageId, ...args: readonly (string | number)[]): Message {
  const texts = args.map(String);
  const filled = catalogue[id].text.replace(
    /\{(\d+)\}/g,
    (whole, index: string) => texts[Number(index)] ?? whole,
  );
  return { id, default_message: filled, args: texts };
}

/** What the reader of a message can do about it; `""` when there is nothing, or the id is not ours. */
export function remedyFor(message: Message): string {
  return Object.hasOwn(catalogue, message.id) ? catalogue[message.id as MessageId].remedy : "";
}

/** Whether a job that says this is done with problems. */
export function isProblem(message: Message): boolean {
  return Object.hasOwn(catalogue, message.id) && catalogue[message.id as MessageId].problem === true;
}
