import { type Message, remedyFor, type ReturnResult } from "@holdfast/core";
import { restRemedy } from "../errors/rest-messages.ts";
import { choice, list, structure, text, type Wire } from "../wire/types.ts";

/** A localizable message. */
export const message: Wire<Message> = structure<Message>("LocalizableMessage", {
  id: text("Stable id of the message."),
  default_message: text("English text, with what can be done about it."),
  args: list(text(), "What was filled into the text."),
});

/** A message with its remedy in its text: vSphere's structure has no other place for it, and its clients show the text. */
export function withRemedy(said: Message): Message {
  const remedy = restRemedy(said.id) ?? remedyFor(said);
  return remedy === "" ? said : { ...said, default_message: `${said.default_message} ${remedy}` };
}

export const returnResult: Wire<ReturnResult> = structure<ReturnResult>("ReturnResult", {
  status: choice(["OK", "WARNING", "FAIL"]),
  messages: list(message),
});
