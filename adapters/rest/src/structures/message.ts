import { Type } from "typebox";
import { structure } from "../wire/types.ts";

/** A localizable message. */
export const message = structure("LocalizableMessage", {
  id: Type.String({ description: "Stable id of the message." }),
  default_message: Type.String({ description: "English text, arguments filled in, with what can be done about it." }),
  args: Type.Array(Type.String(), { description: "What was filled in." }),
});

export const returnResult = structure("ReturnResult", {
  status: Type.Enum(["OK", "WARNING", "FAIL"]),
  messages: Type.Array(message),
});
