import { isHoldfastError } from "../src/messages/holdfast-error.ts";

/** The ids of the messages of the HoldfastError that `work` throws; empty when it throws none. */
export function thrownIds(work: () => unknown): readonly string[] {
  try {
    work();
    return [];
  } catch (error) {
    if (!isHoldfastError(error)) throw error;
    return error.messages.map(({ id }) => id);
  }
}
