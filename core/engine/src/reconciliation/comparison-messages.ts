import type { Difference } from "../archive/difference.ts";
import { message } from "../messages/catalogue.ts";
import type { Message } from "../messages/message.ts";
import type { PartComparison } from "./part-comparison.ts";

/** What is said of a part that was compared. */
export function comparisonMessages(comparison: PartComparison): readonly Message[] {
  const { part, entries, differences, examples } = comparison;
  if (differences === 0) return [message("holdfast.reconciliation.same", part, entries)];
  return [
    message("holdfast.reconciliation.differs", part, differences, entries),
    ...examples.map(differenceMessage),
  ];
}

function differenceMessage({ kind, path, expected, found }: Difference): Message {
  return message(`holdfast.reconciliation.${kind}`, JSON.stringify(path), expected, found);
}
