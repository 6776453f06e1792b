import type { FastifyReply, FastifyRequest } from "fastify";
import { errorStatus } from "../errors/error-types.ts";
import { knownError } from "../errors/known-error.ts";
import { type Answer, dialectOf } from "../wire/dialect.ts";

/** Sends an answer as compact JSON. The content type is the bare one: a client compares it as a whole. */
export function sendAnswer(reply: FastifyReply, { status, value }: Answer): FastifyReply {
  reply.status(status);
  if (value === undefined) return reply.send();
  // As bytes, because the framework would add a charset to the type of a text.
  return reply.header("content-type", "application/json").send(Buffer.from(JSON.stringify(value)));
}

/** Sends whatever was thrown as the standard error of the request's dialect; what nobody foresaw goes to the log. */
export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = knownError(error, request.id);
  if (known.type === "INTERNAL_SERVER_ERROR") request.log.error({ err: error }, "unexpected");
  reply.headers({ ...known.headers });
  const value = dialectOf(request.url).failure(known.type, known.messages);
  return sendAnswer(reply, { status: errorStatus[known.type], value });
}
