import type { ExtractSummary } from "../archive/extraction.ts";
import type { ManifestPart } from "../manifest/manifest.ts";
import { message } from "../messages/catalogue.ts";
import type { Message } from "../messages/message.ts";

const mostProblems = 20;

/** What a job says when a part has been restored. */
export function restoredMessages(
  part: ManifestPart,
  report: ExtractSummary,
  target: string,
): readonly Message[] {
  const { files, directories, links, bytes, problems, problemCount } = report;
  const said = [message("holdfast.restore.restored", files, directories, links, bytes, target)];
  if (problemCount === 0) return said;
  return [
    ...said,
    message("holdfast.restore.entries-with-problems", part.id, problemCount),
    ...problems.slice(0, mostProblems).map((problem) => problem.message),
  ];
}

/** What a job says of entries that were not whole when they were backed up. */
export function incompleteMessages(part: ManifestPart): readonly Message[] {
  const statuses = Object.entries(part.problems);
  if (statuses.length === 0) return [];
  const count = statuses.reduce((sum, [, number]) => sum + number, 0);
  const each = statuses.map(([status, number]) => `${number} ${status}`).join(", ");
  return [message("holdfast.restore.incomplete-entries", part.id, count, each)];
}
