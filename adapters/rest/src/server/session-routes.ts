import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { unauthenticated } from "../errors/vapi-error.ts";
import type { Session, SessionStore } from "../sessions/session-store.ts";
import { sessionCookie, sessionToken } from "../sessions/session-token.ts";
import { type SessionInfo, sessionInfo } from "../structures/session.ts";
import { type Answer, api, type Dialect, rest } from "../wire/dialect.ts";
import { text } from "../wire/types.ts";
import type { Gate } from "./gate.ts";
import { sessionSchema } from "./route-schema.ts";
import { sendAnswer } from "./send.ts";

const token = text("Send it in the header vmware-api-session-id.");

/** Adds login, the question who one is, and logout, in both dialects. */
export function addSessions(app: FastifyInstance, sessions: SessionStore, gate: Gate): void {
  for (const [dialect, url] of [
    [rest, "/rest/com/vmware/cis/session"],
    [api, "/api/session"],
  ] as const) {
    app.route({
      method: "POST",
      url,
      config: { operation: "session.create" },
      schema: sessionSchema(dialect, "Logs in with HTTP Basic, and answers a session's token.", token, 201),
      handler: async (request, reply) => {
        const created = sessions.create(await gate.logIn(request));
        if (request.headers["vmware-use-header-authn"] === undefined) {
          reply.header("set-cookie", sessionCookie(created));
        }
        return sendAnswer(reply, dialect.success(token, created, true));
      },
    });
    app.route({
      ...(dialect === rest ? { method: "POST", constraints: { action: "get" } } : { method: "GET" }),
      url,
      config: { operation: "session.get" },
      schema: sessionSchema(dialect, "Says whose session it is.", sessionInfo),
      handler: (request, reply) => sendAnswer(reply, whoAmI(dialect, sessions, request)),
    });
    app.route({
      method: "DELETE",
      url,
      config: { operation: "session.delete" },
      schema: sessionSchema(dialect, "Logs out."),
      handler: (request, reply) => logOut(dialect, sessions, request, reply),
    });
  }
}

function whoAmI(dialect: Dialect, sessions: SessionStore, request: FastifyRequest): Answer {
  const { user, created, lastAccessed } = currentSession(sessions, request);
  const value: SessionInfo = { user: user.name, created_time: created, last_accessed_time: lastAccessed };
  return dialect.success(sessionInfo, value, false);
}

function currentSession(sessions: SessionStore, request: FastifyRequest): Session {
  const given = sessionToken(request.headers);
  if (given === undefined) throw unauthenticated("holdfast.rest.no-credentials");
  const session = sessions.use(given);
  if (session === undefined) throw unauthenticated("holdfast.rest.session-ended");
  request.user = session.user.name;
  return session;
}

function logOut(
  dialect: Dialect,
  sessions: SessionStore,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  currentSession(sessions, request);
  sessions.end(sessionToken(request.headers) ?? "");
  reply.header("set-cookie", sessionCookie(""));
  return sendAnswer(reply, dialect.success(undefined, undefined, false));
}
