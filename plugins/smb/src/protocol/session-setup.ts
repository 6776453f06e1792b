import { LocationError } from "@holdfast/contract";
import type { SmbConnection, SmbResponse } from "./connection.ts";
import { MessageCipher } from "./encryption.ts";
import { command, headerFlag } from "./header.ts";
import { sessionKeys } from "./key-derivation.ts";
import { encryptedBy, type MessageSecurity, signedBy, unprotected } from "./message-security.ts";
import {
  decodeSessionSetupResponse,
  encodeSessionSetupRequest,
  sessionFlag,
} from "./messages/session-setup.ts";
import { type Negotiated, securityModeOf } from "./negotiate.ts";
import { ntlmAnonymous, type NtlmAuthentication, ntlmAuthenticate, ntlmNegotiate } from "./ntlm.ts";
import { type NtlmIdentity, ntlmSignature } from "./ntlm-response.ts";
import { dialects } from "./dialect.ts";
import { ntStatus, type NtStatusName, SmbStatusError } from "./ntstatus.ts";
import type { SmbPolicy } from "./policy.ts";
import { protocolError, tamperedError, unsupportedError } from "./session-errors.ts";
import { MessageSigner } from "./signing.ts";
import {
  decodeNegTokenResp,
  encodeNegTokenInit,
  encodeNegTokenResp,
  expectNtlm,
  mechanismList,
  negState,
} from "./spnego.ts";

/** An authenticated session. */
export interface Session {
  readonly id: bigint;
  /** Whether the server took the user for a guest, or for nobody; there is no key then. */
  readonly isGuest: boolean;
  readonly isEncrypted: boolean;
  /** How to encrypt when a share demands it; absent where it cannot be. */
  readonly encryption: MessageSecurity | undefined;
}

/**
 * Logs in with NTLMv2 in SPNEGO ([MS-SMB2] §3.2.4.2.3, §3.2.5.3) and protects the
 * connection with the keys that result.
 *
 * @param identity absent for a login without a name
 * @param server the host as the user named it
 * @throws SmbStatusError when the server refuses; LocationError
 */
export async function setUpSession(
  connection: SmbConnection,
  negotiated: Negotiated,
  identity: NtlmIdentity | undefined,
  server: string,
  policy: SmbPolicy,
): Promise<Session> {
  expectNtlm(negotiated.response.securityBuffer);
  const setup = new SessionSetup(connection, negotiated, policy);
  const negotiateMessage = ntlmNegotiate();
  const first = await setup.exchange(encodeNegTokenInit(negotiateMessage), "STATUS_MORE_PROCESSING_REQUIRED");
  const sessionId = first.header.sessionId;
  connection.secure(sessionId, unprotected);
  const challenge = decodeNegTokenResp(
    decodeSessionSetupResponse(first.message).securityBuffer,
  ).responseToken;
  if (challenge === undefined) throw protocolError("The server sent no NTLM challenge.");
  const login = identity && ntlmAuthenticate(identity, server, negotiateMessage, challenge);
  const mic = login && ntlmSignature(login.exportedSessionKey, "client-to-server", mechanismList);
  const token = encodeNegTokenResp(login?.message ?? ntlmAnonymous(challenge), mic);
  const last = await setup.exchange(token, "STATUS_SUCCESS");
  return setup.finish(sessionId, last, login);
}

class SessionSetup {
  readonly #connection: SmbConnection;
  readonly #negotiated: Negotiated;
  readonly #policy: SmbPolicy;

  constructor(connection: SmbConnection, negotiated: Negotiated, policy: SmbPolicy) {
    this.#connection = connection;
    this.#negotiated = negotiated;
    this.#policy = policy;
  }

  async exchange(securityBuffer: Buffer, expected: NtStatusName): Promise<SmbResponse> {
    const response = await this.#connection.request({
      command: command.SESSION_SETUP,
      body: encodeSessionSetupRequest(securityModeOf(this.#policy), securityBuffer),
    });
    const { status } = response.header;
    this.#negotiated.preauth.update(response.sent);
    if (status === ntStatus[expected]) {
      // The last answer is signed with a key that depends on what was said before it.
      if (status !== ntStatus.STATUS_SUCCESS) this.#negotiated.preauth.update(response.message);
      return response;
    }
    if (status === ntStatus.STATUS_SUCCESS || status === ntStatus.STATUS_MORE_PROCESSING_REQUIRED) {
      throw protocolError("The server does not log in as NTLM has it.");
    }
    throw new SmbStatusError(status);
  }

  finish(id: bigint, last: SmbResponse, login: NtlmAuthentication | undefined): Session {
    const { flags, securityBuffer } = decodeSessionSetupResponse(last.message);
    if (last.header.sessionId !== id) throw protocolError("The server changed the session while logging in.");
    const isGuest = (flags & (sessionFlag.IS_GUEST | sessionFlag.IS_NULL)) !== 0;
    if (isGuest || login === undefined) return this.#guestSession(id, flags);
    const { dialect, signing, cipher, preauth } = this.#negotiated;
    const keys = sessionKeys(
      dialects[dialect],
      login.exportedSessionKey,
      preauth.hash,
      cipher?.keyBytes ?? 16,
    );
    const signer = new MessageSigner(signing, keys.signing);
    this.#expectSigned(last, signer);
    expectMic(securityBuffer, login);

    const demanded = (flags & sessionFlag.ENCRYPT_DATA) !== 0;
    if (demanded && cipher === undefined)
      throw protocolError("The server demands encryption without a cipher.");
    const encryption = cipher && encryptedBy(new MessageCipher(cipher, keys, id));
    const isEncrypted = encryption !== undefined && (demanded || this.#policy.encryption !== "on-demand");
    this.#connection.secure(id, isEncrypted ? encryption : signedBy(signer));
    return { id, isGuest: false, isEncrypted, encryption };
  }

  #guestSession(id: bigint, flags: number): Session {
    if (!this.#policy.guest) {
      throw new LocationError({
        code: "unauthenticated",
        retry: "never",
        message:
          "The server does not know the user and would let it in as a guest, which was not asked for; check the user's name.",
      });
    }
    if (this.#policy.encryption === "required" || (flags & sessionFlag.ENCRYPT_DATA) !== 0) {
      throw unsupportedError("A guest's session cannot be encrypted, and encryption is required.");
    }
    this.#connection.secure(id, unprotected);
    return { id, isGuest: true, isEncrypted: false, encryption: undefined };
  }

  /** The server proves that it has the key, and from 3.1.1 on that it heard and said the same ([MS-SMB2] §3.2.5.3). */
  #expectSigned({ header, message }: SmbResponse, signer: MessageSigner): void {
    const isSigned = (header.flags & headerFlag.SIGNED) !== 0;
    // Before 3.0 a server signs this answer only when one side requires signing.
    const mayBeUnsigned =
      dialects[this.#negotiated.dialect] < dialects["3.0"] && this.#policy.signing !== "required";
    if (!isSigned && mayBeUnsigned) return;
    if (!isSigned) throw tamperedError("The server's answer to the login is not signed");
    if (!signer.verifies(message)) {
      throw tamperedError("The server's answer to the login does not fit what was negotiated before");
    }
  }
}

function expectMic(securityBuffer: Buffer, login: NtlmAuthentication): void {
  // Some servers say nothing more; the signature of the answer is proof enough.
  if (securityBuffer.length === 0) return;
  const { state, mechListMic } = decodeNegTokenResp(securityBuffer);
  if (state === negState.reject) throw protocolError("The server both accepted and refused the login.");
  if (mechListMic === undefined) return;
  if (!mechListMic.equals(ntlmSignature(login.exportedSessionKey, "server-to-client", mechanismList))) {
    throw tamperedError("The server saw another list of ways to authenticate");
  }
}
