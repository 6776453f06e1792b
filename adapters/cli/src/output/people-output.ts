import type { Message } from "@holdfast/core";
import { escapeControls } from "./escape.ts";
import { remedyOf } from "./messages.ts";
import type { Output } from "./output.ts";
import { ProgressBar, ProgressLines, type ProgressView } from "./progress-view.ts";

/** Output for people: what happens on stderr, what was asked for on stdout. */
export function peopleOutput(): Output {
  const { stdout, stderr } = process;
  const terminal = stderr.isTTY && process.env["TERM"] !== "dumb";
  const view: ProgressView = terminal ? new ProgressBar(stderr) : new ProgressLines(stderr);
  const note = (line: string): void => {
    view.clear();
    stderr.write(`${escapeControls(line)}\n`);
  };
  const say = (message: Message): void => {
    note(message.default_message);
    const remedy = remedyOf(message);
    if (remedy !== "") note(`  ${remedy}`);
  };
  return {
    say,
    note,
    progress: (progress) => view.update(progress),
    event: () => undefined,
    result: (_value, lines = []) => {
      view.end();
      for (const line of lines) stdout.write(`${escapeControls(line)}\n`);
    },
    fail: (_type, messages) => {
      view.end();
      for (const message of messages) say(message);
    },
  };
}
