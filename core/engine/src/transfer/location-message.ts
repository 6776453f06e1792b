import { isLocationError, type LocationError } from "@holdfast/contract";
import { message } from "../messages/catalogue.ts";
import { HoldfastError } from "../messages/holdfast-error.ts";
import type { Message } from "../messages/message.ts";
import type { LocationTarget } from "./location-request.ts";

/** What a plugin's error says to the user: `holdfast.location.<code>` with the plugin's sentence. */
function locationMessage(error: LocationError): Message {
  return message(`holdfast.location.${error.code}`, error.message.replace(/\.$/, ""));
}

/** What a job says before it tries again. */
export function retryMessage({ address }: LocationTarget, error: LocationError, delayMs: number): Message {
  const seconds = (delayMs / 1000).toFixed(1);
  const { default_message: cause } = locationMessage(error);
  return message("holdfast.transfer.retrying", address.location, seconds, cause);
}

/** The engine's error for whatever a plugin threw; other errors pass through. */
export function fromLocation(error: unknown): unknown {
  return isLocationError(error) ? new HoldfastError([locationMessage(error)], { cause: error }) : error;
}
