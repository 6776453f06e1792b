import { escapeControls } from "./escape.ts";
import type { Output } from "./output.ts";

/**
 * Output for programs: one JSON value on stdout.
 *
 * @param follow also events before it, each on a line of its own
 */
export function jsonOutput(follow: boolean): Output {
  const write = (value: unknown): void => {
    process.stdout.write(`${escapeControls(JSON.stringify(value))}\n`);
  };
  return {
    say: () => undefined,
    note: () => undefined,
    progress: () => undefined,
    event: (value) => {
      if (follow) write(value);
    },
    result: (value) => write(value),
    fail: (type, messages) => write({ error_type: type, messages }),
  };
}
