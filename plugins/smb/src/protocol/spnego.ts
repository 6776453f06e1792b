import { der, findDer, onlyDer, readDer } from "./der.ts";
import { protocolError, unsupportedError } from "./session-errors.ts";

/** Tags of DER, and those of the tokens of RFC 4178 §4.2. */
const tag = {
  octetString: 0x04,
  objectIdentifier: 0x06,
  enumerated: 0x0a,
  sequence: 0x30,
  application: 0x60,
  element: (number: number): number => 0xa0 | number,
} as const;

/** Object identifiers, encoded. */
const oid = {
  spnego: Buffer.from("2b0601050502", "hex"), // 1.3.6.1.5.5.2
  ntlmssp: Buffer.from("2b06010401823702020a", "hex"), // 1.3.6.1.4.1.311.2.2.10, [MS-SPNG] §1.9
  kerberos: Buffer.from("2a864886f712010202", "hex"), // 1.2.840.113554.1.2.2
  kerberosOfMicrosoft: Buffer.from("2a864882f712010202", "hex"), // 1.2.840.48018.1.2.2
} as const;

/** `negState` of RFC 4178 §4.2.2. */
export const negState = { acceptCompleted: 0, acceptIncomplete: 1, reject: 2, requestMic: 3 } as const;

/** The list of mechanisms that this client offers, which `mechListMIC` is made over. */
export const mechanismList: Buffer = der(tag.sequence, der(tag.objectIdentifier, oid.ntlmssp));

/** What a server says in a NegTokenResp. */
export interface NegTokenResp {
  readonly state: number | undefined;
  readonly responseToken: Buffer | undefined;
  readonly mechListMic: Buffer | undefined;
}

/**
 * Checks that a server takes NTLM. `hint` is what it said in NEGOTIATE, a NegTokenInit2
 * ([MS-SPNG] §2.2.1); a server may say nothing.
 *
 * @throws LocationError `unsupported`, `protocol`
 */
export function expectNtlm(hint: Buffer): void {
  if (hint.length === 0) return;
  const [mechanism, inner] = readDer(onlyDer(hint, tag.application));
  if (mechanism?.content.equals(oid.spnego) !== true || inner?.tag !== tag.element(0)) throw broken();
  const list = findDer(readDer(onlyDer(inner.content, tag.sequence)), tag.element(0));
  if (list === undefined) return;
  const offered = readDer(onlyDer(list, tag.sequence)).map(({ content }) => content);
  if (offered.some((each) => each.equals(oid.ntlmssp))) return;
  const onlyKerberos = offered.some(
    (each) => each.equals(oid.kerberos) || each.equals(oid.kerberosOfMicrosoft),
  );
  throw unsupportedError(
    onlyKerberos
      ? "The server takes Kerberos only, and this client speaks NTLMv2; allow NTLMv2 for the backup's account on the server."
      : "The server does not take NTLMv2.",
  );
}

/** NegTokenInit (RFC 4178 §4.2.1) with the first NTLM message. */
export function encodeNegTokenInit(mechToken: Uint8Array): Buffer {
  const init = der(
    tag.sequence,
    der(tag.element(0), mechanismList),
    der(tag.element(2), der(tag.octetString, mechToken)),
  );
  return der(tag.application, der(tag.objectIdentifier, oid.spnego), der(tag.element(0), init));
}

/** NegTokenResp (RFC 4178 §4.2.2) with the last NTLM message; `mechListMic` proves the list of mechanisms. */
export function encodeNegTokenResp(responseToken: Uint8Array, mechListMic: Uint8Array | undefined): Buffer {
  const mic = mechListMic === undefined ? [] : [der(tag.element(3), der(tag.octetString, mechListMic))];
  return der(
    tag.element(1),
    der(tag.sequence, der(tag.element(2), der(tag.octetString, responseToken)), ...mic),
  );
}

/** @throws LocationError `protocol` */
export function decodeNegTokenResp(token: Buffer): NegTokenResp {
  const fields = readDer(onlyDer(onlyDer(token, tag.element(1)), tag.sequence));
  const supported = findDer(fields, tag.element(1));
  if (supported !== undefined && !onlyDer(supported, tag.objectIdentifier).equals(oid.ntlmssp)) {
    throw protocolError("The server chose a way to authenticate that was not offered.");
  }
  const octets = (number: number): Buffer | undefined => {
    const field = findDer(fields, tag.element(number));
    return field === undefined ? undefined : onlyDer(field, tag.octetString);
  };
  const state = findDer(fields, tag.element(0));
  return {
    state: state === undefined ? undefined : onlyDer(state, tag.enumerated)[0],
    responseToken: octets(2),
    mechListMic: octets(3),
  };
}

function broken(): Error {
  return protocolError("The server offers its ways to authenticate in a form that cannot be read.");
}
