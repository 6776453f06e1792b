import { message } from "../messages/catalogue.ts";
import type { Message } from "../messages/message.ts";
import type { PartBackup } from "./part-backup.ts";

/** What a job says of a part's entries that could not be kept as they were. */
export function problemMessages({ manifest, summary }: PartBackup): readonly Message[] {
  const statuses = Object.entries(manifest.problems);
  if (statuses.length === 0) return [];
  const count = statuses.reduce((sum, [, number]) => sum + number, 0);
  const each = statuses.map(([status, number]) => `${number} ${status}`).join(", ");
  return [
    message("holdfast.backup.entries-with-problems", manifest.id, count, manifest.entries, each),
    ...summary.examples.map(({ path, status, reason }) =>
      message("holdfast.backup.entry-problem", JSON.stringify(path), status, reason),
    ),
  ];
}
