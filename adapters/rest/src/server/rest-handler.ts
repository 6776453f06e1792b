import type { IncomingMessage, ServerResponse } from "node:http";
import type { RecoveryOperations } from "@holdfast/core";
import type { Logger } from "pino";
import type { UserDirectory } from "../users/user-directory.ts";
import { createApp } from "./app.ts";
import { createLog } from "./log.ts";

/** What is served: a core, or anything else with its operations. */
export interface RestCore {
  readonly operations: RecoveryOperations;
}

/** Who may use the API, and where it logs. */
export interface RestOptions {
  readonly users: UserDirectory;
  /** Nothing is logged without it. */
  readonly log?: Logger;
}

/** The API as a listener for a server of one's own. */
export interface RestHandler extends AsyncDisposable {
  /** Answers a request below `/rest`, `/api`, `/openapi.json` or `/metrics`. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
  /** Ends it. The core goes on. */
  close(): Promise<void>;
}

/**
 * Makes the vSphere recovery API for a core, to be mounted in a `node:http` or `node:https`
 * server. The server's owner sees to TLS and to limits on connections, headers and time.
 */
export async function createRestHandler(core: RestCore, options: RestOptions): Promise<RestHandler> {
  const { users, log = createLog("silent") } = options;
  const app = await createApp(core.operations, users, log);
  const close = async (): Promise<void> => app.close();
  return {
    handle: (request, response) => app.routing(request, response),
    close,
    [Symbol.asyncDispose]: close,
  };
}
