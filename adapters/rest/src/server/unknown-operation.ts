import type { FastifyRequest } from "fastify";
import { restMessage } from "../errors/rest-messages.ts";
import { VapiError } from "../errors/vapi-error.ts";
import { actionOf } from "./action-constraint.ts";

const longestTarget = 200;

/** Answers a request for which there is no route. What else stands in its query may be a secret. */
export function refuseUnknown({ method, url }: FastifyRequest): never {
  const action = actionOf(url);
  const path = url.split("?", 1)[0] ?? "";
  const target = action === undefined ? path : `${path}?action=${action}`;
  const shown = target.length > longestTarget ? `${target.slice(0, longestTarget)}…` : target;
  throw new VapiError("OPERATION_NOT_FOUND", [
    restMessage("holdfast.rest.operation-not-found", `${method} ${shown}`),
  ]);
}
