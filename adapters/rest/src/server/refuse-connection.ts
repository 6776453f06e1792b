import type { Duplex } from "node:stream";
import { errorStatus } from "../errors/error-types.ts";
import { restMessage } from "../errors/rest-messages.ts";
import { invalidRequest, VapiError } from "../errors/vapi-error.ts";
import { api } from "../wire/dialect.ts";

/** Answers what is not HTTP, or does not come in time, as far as the connection still takes an answer. */
export function refuseConnection(error: Error & { readonly code?: string }, socket: Duplex): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const { type, messages } = refusalOf(error);
  const body = JSON.stringify(api.failure(type, messages));
  const head = [
    `HTTP/1.1 ${errorStatus[type]} ${type}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
}

function refusalOf({ code = "", message }: Error & { readonly code?: string }): VapiError {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return new VapiError("TIMED_OUT", [restMessage("holdfast.rest.request-too-slow")]);
  }
  if (code === "HPE_HEADER_OVERFLOW") return invalidRequest("holdfast.rest.headers-too-large");
  return invalidRequest("holdfast.rest.bad-request", message.replace(/^Parse Error: /, "").slice(0, 200));
}
