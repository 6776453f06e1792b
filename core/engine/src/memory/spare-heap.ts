import { collector } from "./collector.ts";

/**
 * Gives back what this thread's heap holds and does not need, such as compiled code
 * of what ran once: some ten megabytes after a start. It takes about as many
 * milliseconds, so it is for moments before a large allocation.
 */
export function giveBackSpareHeap(): void {
  collector()({ type: "major", execution: "sync", flavor: "last-resort" });
}
