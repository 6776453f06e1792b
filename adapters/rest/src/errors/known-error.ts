import { isHoldfastError } from "@holdfast/core";
import { errorStatus, type VapiErrorType } from "./error-types.ts";
import { restMessage } from "./rest-messages.ts";
import { invalidRequest, VapiError } from "./vapi-error.ts";

/**
 * Whatever a request has thrown, as a standard error. What nobody foresaw says
 * nothing of itself: its text belongs into the log.
 *
 * @param requestId where the log has it
 */
export function knownError(error: unknown, requestId: string): VapiError {
  if (error instanceof VapiError) return error;
  if (isHoldfastError(error)) return new VapiError(vapiType(error.errorType), error.messages);
  if (isFastifyRefusal(error)) {
    if (error.code === "FST_ERR_CTP_INVALID_MEDIA_TYPE")
      return invalidRequest("holdfast.rest.bad-content-type");
    if (error.code === "FST_ERR_BAD_URL") return invalidRequest("holdfast.rest.bad-url");
    return invalidRequest("holdfast.rest.bad-request", error.message.replace(/\.$/, ""));
  }
  return new VapiError("INTERNAL_SERVER_ERROR", [restMessage("holdfast.rest.internal", requestId)]);
}

function vapiType(type: string): VapiErrorType {
  return Object.hasOwn(errorStatus, type) ? (type as VapiErrorType) : "ERROR";
}

function isFastifyRefusal(error: unknown): error is Error & { readonly code: string } {
  if (!(error instanceof Error) || !("code" in error) || !("statusCode" in error)) return false;
  const { code, statusCode } = error;
  return typeof code === "string" && code.startsWith("FST_ERR_") && Number(statusCode) < 500;
}
