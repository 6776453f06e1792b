import { isLocationError, LocationError } from "@holdfast/contract";
import { randomBytes } from "node:crypto";
import { creditBytes, type SmbConnection, type SmbResponse } from "./connection.ts";
import { type DialectName, dialectName, dialects, dialectsFrom } from "./dialect.ts";
import { aes128Ccm, type Cipher, ciphers } from "./encryption.ts";
import { command } from "./header.ts";
import {
  decodeNegotiateResponse,
  encodeNegotiateRequest,
  globalCapability,
  type NegotiateRequest,
  type NegotiateResponse,
  securityMode,
} from "./messages/negotiate.ts";
import {
  chosenCipher,
  chosenSigning,
  confirmsPreauth,
  encryptionContext,
  preauthContext,
  signingContext,
} from "./messages/negotiate-context.ts";
import { ntStatus, statusName } from "./ntstatus.ts";
import type { SmbPolicy } from "./policy.ts";
import { PreauthIntegrity } from "./preauth-integrity.ts";
import { lostError, protocolError, unsupportedError } from "./session-errors.ts";
import { type SigningAlgorithm, signingAlgorithms } from "./signing.ts";

/** What this client takes in one answer, whatever the server could send. */
const largestTransfer = 8 * 1024 * 1024;
/** What lies around the data of an answer. */
const overheadBytes = 4 * 1024;
/** Every server takes this much ([MS-SMB2] §3.3.5.4). */
const smallestTransfer = creditBytes;

/** What client and server agreed on. */
export interface Negotiated {
  readonly dialect: DialectName;
  readonly signing: SigningAlgorithm;
  /** Absent when the server does not encrypt. */
  readonly cipher: Cipher | undefined;
  /** Bytes of data in one READ and one WRITE. */
  readonly readBytes: number;
  readonly writeBytes: number;
  /** What was said, to be confirmed once there is a key. */
  readonly request: NegotiateRequest;
  readonly response: NegotiateResponse;
  readonly preauth: PreauthIntegrity;
}

/**
 * Agrees on a dialect and its algorithms ([MS-SMB2] §3.2.4.2.2, §3.2.5.2).
 *
 * @throws LocationError `unsupported` when there is nothing in common
 */
export async function negotiate(connection: SmbConnection, policy: SmbPolicy): Promise<Negotiated> {
  const request = requestOf(policy);
  const { header, message, sent } = await firstAnswer(connection, request);
  if (header.status !== ntStatus.STATUS_SUCCESS) throw refused(request, header.status);
  const response = decodeNegotiateResponse(message);
  const dialect = dialectName(response.dialect);
  if (dialect === undefined || !request.dialects.includes(response.dialect)) {
    throw protocolError("The server chose a dialect that was not offered.");
  }
  const preauth = new PreauthIntegrity();
  preauth.update(sent);
  preauth.update(message);
  if (dialect === "3.1.1" && !confirmsPreauth(response.contexts)) {
    throw protocolError("The server chose SMB 3.1.1 without the protection of its negotiation.");
  }
  const cipher = cipherOf(response);
  if (policy.encryption === "required" && cipher === undefined) {
    throw unsupportedError(`The server does not encrypt (SMB ${dialect}), and encryption is required.`);
  }
  const multiCredit =
    response.dialect >= dialects["2.1"] && (response.capabilities & globalCapability.LARGE_MTU) !== 0;
  const largest = multiCredit ? largestTransfer : creditBytes;
  const readBytes = transferBytes(response.maxReadSize, largest);
  connection.allowLarge(multiCredit, Math.max(readBytes, creditBytes) + overheadBytes);
  return {
    dialect,
    signing: signingOf(response),
    cipher,
    readBytes,
    writeBytes: transferBytes(response.maxWriteSize, largest),
    request,
    response,
    preauth,
  };
}

async function firstAnswer(connection: SmbConnection, request: NegotiateRequest): Promise<SmbResponse> {
  try {
    return await connection.request({ command: command.NEGOTIATE, body: encodeNegotiateRequest(request) });
  } catch (error) {
    if (!isLocationError(error) || error.code !== "connection-lost") throw error;
    throw lostError(
      "The server ended the connection before it said anything: it may have too many, or speak only SMB 1.",
      error,
    );
  }
}

function requestOf(policy: SmbPolicy): NegotiateRequest {
  return {
    dialects: dialectsFrom(policy.oldestDialect),
    securityMode: securityModeOf(policy),
    capabilities: globalCapability.LARGE_MTU | globalCapability.ENCRYPTION,
    clientGuid: randomBytes(16),
    contexts: [
      preauthContext(randomBytes(32)),
      encryptionContext(ciphers.map(({ id }) => id)),
      signingContext([signingAlgorithms["AES-GMAC"], signingAlgorithms["AES-CMAC"]]),
    ],
  };
}

/** What the client demands of every message. */
export function securityModeOf(policy: SmbPolicy): number {
  return policy.signing === "required"
    ? securityMode.SIGNING_REQUIRED | securityMode.SIGNING_ENABLED
    : securityMode.SIGNING_ENABLED;
}

function cipherOf(response: NegotiateResponse): Cipher | undefined {
  if (response.dialect < dialects["3.0"]) return undefined;
  if (response.dialect < dialects["3.1.1"]) {
    return (response.capabilities & globalCapability.ENCRYPTION) === 0 ? undefined : aes128Ccm;
  }
  const id = chosenCipher(response.contexts);
  if (id === undefined || id === 0) return undefined;
  const cipher = ciphers.find((each) => each.id === id);
  if (cipher === undefined) throw protocolError("The server chose a cipher that was not offered.");
  return cipher;
}

function signingOf(response: NegotiateResponse): SigningAlgorithm {
  if (response.dialect < dialects["3.0"]) return "HMAC-SHA256";
  const id = response.dialect < dialects["3.1.1"] ? undefined : chosenSigning(response.contexts);
  if (id === undefined || id === signingAlgorithms["AES-CMAC"]) return "AES-CMAC";
  if (id === signingAlgorithms["AES-GMAC"]) return "AES-GMAC";
  throw protocolError("The server chose a way to sign that was not offered.");
}

function transferBytes(server: number, largest: number): number {
  if (server < smallestTransfer) throw protocolError(`The server takes only ${server} bytes at a time.`);
  return Math.min(server, largest);
}

function refused(request: NegotiateRequest, status: number): LocationError {
  const names = request.dialects.map((each) => dialectName(each)).join(", ");
  return new LocationError({
    code: "unsupported",
    retry: "never",
    message: `The server takes none of the SMB dialects ${names} (${statusName(status)}).`,
    peerCode: statusName(status),
  });
}
