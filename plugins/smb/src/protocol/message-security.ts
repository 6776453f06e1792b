import { headerFlag, decodeHeader, markSigned, unsolicitedMessageId } from "./header.ts";
import { type MessageCipher, transformProtocolId } from "./encryption.ts";
import { ntStatus, statusName } from "./ntstatus.ts";
import { protocolError, tamperedError } from "./session-errors.ts";
import type { MessageSigner } from "./signing.ts";

/** What protects the messages of a connection on their way. */
export interface MessageSecurity {
  /** Whether {@link seal} and {@link open} give memory of their own, and not that of what they are given. */
  readonly copies: boolean;
  /** What goes to the wire for a request, whose header is the first piece. */
  seal(request: readonly [Buffer, ...Uint8Array[]]): readonly Uint8Array[];
  /** The message in a frame. @throws LocationError `corrupt` or `protocol` */
  open(frame: Buffer): Buffer;
  /** Checks one message of those in a frame. @throws LocationError `corrupt` */
  verify(message: Buffer): void;
}

/** No protection: before the session has a key, and for guests, who never get one. */
export const unprotected: MessageSecurity = {
  copies: false,
  seal: (request) => request,
  open: plainMessage,
  verify: () => {},
};

/** Every message is signed. */
export function signedBy(signer: MessageSigner): MessageSecurity {
  return {
    copies: false,
    seal: (request) => {
      markSigned(request[0]);
      signer.sign(request);
      return request;
    },
    open: plainMessage,
    verify: (message) => {
      const { flags, status, messageId } = decodeHeader(message);
      // Neither an interim response nor a notification has to be signed (§3.2.5.1.3); both carry nothing.
      if (status === ntStatus.STATUS_PENDING || messageId === unsolicitedMessageId) return;
      if ((flags & headerFlag.SIGNED) === 0) {
        throw tamperedError(`An answer of the server (${statusName(status)}) is not signed`);
      }
      if (!signer.verifies(message)) throw tamperedError("The signature of an answer of the server is wrong");
    },
  };
}

/** Every message is encrypted. */
export function encryptedBy(cipher: MessageCipher): MessageSecurity {
  return {
    copies: true,
    seal: (request) => cipher.encrypt(request),
    open: (frame) => {
      if (isTransformed(frame)) return cipher.decrypt(frame);
      const { status } = decodeHeader(frame);
      throw tamperedError(`An answer of the server (${statusName(status)}) is not encrypted`);
    },
    verify: () => {},
  };
}

function plainMessage(frame: Buffer): Buffer {
  if (isTransformed(frame))
    throw protocolError("The server sent an encrypted message on a session that is not.");
  return frame;
}

function isTransformed(frame: Buffer): boolean {
  return frame.length >= 4 && frame.readUInt32LE() === transformProtocolId;
}
