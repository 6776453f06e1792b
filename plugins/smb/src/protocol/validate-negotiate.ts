import { isLocationError } from "@holdfast/contract";
import type { SmbConnection, SmbResponse } from "./connection.ts";
import { command } from "./header.ts";
import { decodeValidateNegotiateResponse, encodeValidateNegotiateRequest } from "./messages/ioctl.ts";
import type { Negotiated } from "./negotiate.ts";
import { ntStatus } from "./ntstatus.ts";
import { tamperedError } from "./session-errors.ts";

const downgraded = "The server remembers another negotiation than this client";

/**
 * Asks a server of 3.0.2 or older, now that messages are signed, what was negotiated
 * when they were not ([MS-SMB2] §3.2.5.5): a downgrade by somebody in between shows.
 *
 * @throws LocationError `corrupt`
 */
export async function validateNegotiation(
  connection: SmbConnection,
  treeId: number,
  { request, response }: Negotiated,
): Promise<void> {
  const { header, message } = await validationOf(connection, treeId, encodeValidateNegotiateRequest(request));
  if (header.status === ntStatus.STATUS_ACCESS_DENIED) throw tamperedError(downgraded);
  // A server from before SMB 3.0 does not know the question; that it signed this refusal proves that it is one.
  if (header.status !== ntStatus.STATUS_SUCCESS) return;
  const validated = decodeValidateNegotiateResponse(message);
  const isSame =
    validated.dialect === response.dialect &&
    validated.capabilities === response.capabilities &&
    validated.securityMode === response.securityMode &&
    Buffer.from(validated.serverGuid).equals(response.serverGuid);
  if (!isSame) throw tamperedError(downgraded);
}

async function validationOf(connection: SmbConnection, treeId: number, body: Buffer): Promise<SmbResponse> {
  try {
    return await connection.request({ command: command.IOCTL, treeId, body });
  } catch (error) {
    // A server that sees a difference ends the connection without an answer (§3.3.5.15.12).
    if (isLocationError(error) && error.code === "connection-lost") throw tamperedError(downgraded);
    throw error;
  }
}
