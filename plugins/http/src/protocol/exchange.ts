import { type Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import type { PutBody } from "@holdfast/contract";
import { brokenProtocol, connectionError, lost, silent } from "../connection-errors.ts";
import { Answer } from "./answer.ts";
import { IdleTimer } from "./idle-timer.ts";
import { writeBody } from "./request-body.ts";

const largestHead = 16 * 1024;
const mostInterim = 16;

/** How long a server may think about `Expect: 100-continue` before the body is sent anyway (RFC 9110 §10.1.1). */
const continueMilliseconds = 1000;

/** One request as it goes over the wire. */
export interface WireRequest {
  readonly method: string;
  /** Percent-encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: PutBody;
  /** Whether the server is asked before the body is sent. */
  readonly expect: boolean;
}

/** What an exchange is told and tells. */
export interface ExchangeOptions {
  readonly signal: AbortSignal;
  readonly idleMs: number;
  /** Told how many bytes of the body the system has taken until now. */
  readonly onTaken: (total: number) => void;
}

/** A kept-alive connection had ended before the server can have seen the request. */
export class StaleConnection extends Error {}

/** An answer, and whether the server took notice of `Expect: 100-continue`. */
export interface Outcome {
  readonly answer: Answer;
  readonly expectIgnored: boolean;
}

/**
 * Sends one request and waits for the head of its answer. The idle time runs
 * while the server owes something; an abort ends the exchange and the reading of
 * its body.
 *
 * @param server for messages
 * @throws LocationError, StaleConnection; or the signal's reason
 */
export function exchange(
  server: string,
  agent: Agent,
  wire: WireRequest,
  { signal, idleMs, onTaken }: ExchangeOptions,
): Promise<Outcome> {
  const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
  if (signal.aborted) return Promise.reject(signal.reason as Error);
  let message: IncomingMessage | undefined;
  let interim = 0;
  const progress = { given: 0, taken: 0 };
  let waiting = wire.expect;
  let continued = false;

  const request: ClientRequest = httpRequest({
    agent,
    method: wire.method,
    path: wire.path,
    headers: wire.headers,
    maxHeaderSize: largestHead,
    setHost: false,
  });
  const fail = (reason: unknown): void => {
    reject(reason);
    message?.destroy(reason as Error);
    request.destroy();
  };
  const idle = new IdleTimer(idleMs, () => fail(silent(server, idleMs)));
  const abort = (): void => fail(signal.reason);
  signal.addEventListener("abort", abort, { once: true });

  const sendBody = (): void => {
    if (!waiting) return;
    waiting = false;
    void writeBody(request, wire.body, progress, () => {
      if (message !== undefined) return;
      idle.touch();
      onTaken(progress.taken);
    });
  };
  const impatience = wire.expect ? setTimeout(sendBody, continueMilliseconds) : undefined;
  const countInterim = (): void => {
    interim += 1;
    if (interim > mostInterim) fail(brokenProtocol(server, "the server sends interim answers without end"));
  };
  request.on("information", countInterim);
  request.on("continue", () => {
    continued = true;
    countInterim();
    sendBody();
  });
  request.on("response", (incoming) => {
    message = incoming;
    clearTimeout(impatience);
    idle.pause();
    incoming.on("error", () => {});
    const early = progress.given < wire.body.size;
    if (early && isSuccess(incoming)) {
      fail(brokenProtocol(server, "the server confirmed a file before all of it was sent"));
      return;
    }
    waiting = false;
    // Through TLS the answer may come before the word that the last piece is gone.
    if (isSuccess(incoming)) onTaken(wire.body.size);
    // What was announced and is not sent any more would be taken for the next request.
    if (early) incoming.once("end", () => request.destroy());
    const answer = new Answer(server, wire.path, incoming, idle);
    resolve({ answer, expectIgnored: wire.expect && !continued && !early });
  });
  request.on("error", (error: NodeJS.ErrnoException) => {
    const isStale = request.reusedSocket && message === undefined && progress.given === 0 && isReset(error);
    fail(isStale ? new StaleConnection(undefined, { cause: error }) : connectionError(server, error));
  });
  request.on("close", () => {
    idle.stop();
    clearTimeout(impatience);
    signal.removeEventListener("abort", abort);
    reject(lost(server));
  });

  if (wire.expect) request.flushHeaders();
  else if (wire.body.size === 0) request.end();
  else {
    waiting = true;
    sendBody();
  }
  return promise;
}

function isSuccess({ statusCode = 0 }: IncomingMessage): boolean {
  return statusCode >= 200 && statusCode < 300;
}

function isReset({ code }: NodeJS.ErrnoException): boolean {
  return code === "ECONNRESET" || code === "EPIPE";
}
