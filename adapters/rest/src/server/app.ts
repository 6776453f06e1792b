import { readFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { RecoveryOperations } from "@holdfast/core";
import {
  fastify,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from "fastify";
import { SessionStore } from "../sessions/session-store.ts";
import { Authenticator } from "../users/authenticator.ts";
import type { UserDirectory } from "../users/user-directory.ts";
import { actionConstraint } from "./action-constraint.ts";
import { describeApi } from "./description.ts";
import { Gate } from "./gate.ts";
import { addMetrics } from "./metrics.ts";
import { addOperations } from "./operation-routes.ts";
import { readBody } from "./read-body.ts";
import { sendError } from "./send.ts";
import { logRequests } from "./request-log.ts";
import { addSessions } from "./session-routes.ts";
import { refuseUnknown } from "./unknown-operation.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The operation's name, for log and metrics. */
    readonly operation?: string;
  }
  interface FastifyRequest {
    /** Name of the user who sent it, once that is known. */
    user: string | undefined;
  }
}

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

/** An archive's name has up to 200 bytes, each of which may be percent-encoded. */
const longestParameter = 1000;

/** Puts the application together. Its routes are ready once it is. */
export async function createApp(
  operations: RecoveryOperations,
  users: UserDirectory,
  log: FastifyBaseLogger,
): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    exposeHeadRoutes: false,
    requestIdHeader: false,
    genReqId: () => randomBytes(6).toString("hex"),
    frameworkErrors: (error, request, reply) => void sendError(error, request, reply),
    routerOptions: {
      constraints: { action: actionConstraint },
      ignoreTrailingSlash: true,
      maxParamLength: longestParameter,
      querystringParser: () => ({}),
    },
  });
  // VMware's Python SDK sends the parameters of a GET as its body.
  app.addHttpMethod("GET", { hasBody: true, overrideExisting: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (request: FastifyRequest, payload: IncomingMessage) =>
    readBody(request.raw, payload),
  );
  // The operations' own decoders check requests, and the answers are written already.
  app.setValidatorCompiler(() => () => true);
  app.setErrorHandler(sendError);
  app.setNotFoundHandler(refuseUnknown);
  app.decorateRequest("user", undefined);
  logRequests(app);

  const sessions = new SessionStore();
  const gate = new Gate(sessions, new Authenticator(users));
  await describeApi(app, version);
  addMetrics(app, operations, sessions, gate);
  addSessions(app, sessions, gate);
  addOperations(app, operations, gate);
  await app.ready();
  return app;
}
