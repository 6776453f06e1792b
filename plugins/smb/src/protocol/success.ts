import { isLocationError } from "@holdfast/contract";
import type { SmbConnection, SmbResponse } from "./connection.ts";
import { ntStatus, SmbStatusError } from "./ntstatus.ts";

/**
 * What a successful answer says. A server that answers in a form that cannot be read
 * is not relied upon in what it says later: the connection ends.
 *
 * @throws SmbStatusError for any other status; LocationError
 */
export function successOf<Value>(
  connection: SmbConnection,
  { header, message }: SmbResponse,
  decode: (message: Buffer) => Value,
): Value {
  if (header.status !== ntStatus.STATUS_SUCCESS) throw new SmbStatusError(header.status);
  try {
    return decode(message);
  } catch (error) {
    if (isLocationError(error)) connection.fail(error);
    throw error;
  }
}
