import { message, type MessageId } from "../../messages/catalogue.ts";
import type { Message } from "../../messages/message.ts";

/** Why one entry cannot be restored; the others can. */
export class EntryRefused extends Error {
  override readonly name = "EntryRefused";
  readonly problem: Message;

  constructor(id: MessageId, ...args: readonly (string | number)[]) {
    const problem = message(id, ...args);
    super(problem.default_message);
    this.problem = problem;
  }
}
