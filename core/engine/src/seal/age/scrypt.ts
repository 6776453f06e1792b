import { randomBytes, scrypt } from "node:crypto";
import { promisify } from "node:util";
import type { Secret } from "@holdfast/contract";
import { giveBackSpareHeap } from "../../memory/spare-heap.ts";
import { failure } from "../../messages/holdfast-error.ts";
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { unwrapFileKey, wrapFileKey, wrappedSize } from "./file-key.ts";
import { malformedHeader, type Stanza } from "./header.ts";

const stanzaType = "scrypt";
const label = "age-encryption.org/v1/scrypt";
const saltSize = 16;
const blockSize = 8;

/** Of what is written: 128 MiB of memory, about a third of a second. */
const workFactor = 17;

/** Of what is read: 256 MiB. It is what the `age` program writes. */
const maxWorkFactor = 18;

const deriveKey: (
  password: string,
  salt: Uint8Array,
  size: number,
  options: { N: number; r: number; p: number; maxmem: number },
) => Promise<Buffer> = promisify(scrypt);

/** Wraps a file key under a password (age specification, "The scrypt recipient type"). */
export async function wrapWithPassword(fileKey: Uint8Array, password: Secret): Promise<Stanza> {
  const salt = randomBytes(saltSize);
  const body = wrapFileKey(fileKey, await wrappingKey(password, salt, workFactor));
  return { type: stanzaType, args: [encodeBase64(salt), String(workFactor)], body };
}

/**
 * The file key of a file that was sealed with a password.
 *
 * Throws `holdfast.seal.malformed-header`, `holdfast.seal.needs-identity`,
 * `holdfast.seal.work-factor` or `holdfast.seal.wrong-password`.
 */
export async function unwrapWithPassword(stanzas: readonly Stanza[], password: Secret): Promise<Uint8Array> {
  const stanza = stanzas.find(({ type }) => type === stanzaType);
  if (stanza === undefined) throw failure("holdfast.seal.needs-identity");
  const [saltText = "", factorText = "", ...further] = stanza.args;
  const salt = decodeBase64(saltText);
  if (
    salt?.length !== saltSize ||
    !/^[1-9][0-9]?$/.test(factorText) ||
    further.length > 0 ||
    stanza.body.length !== wrappedSize
  ) {
    throw malformedHeader("a scrypt stanza is not a salt, a work factor and a wrapped key");
  }
  const factor = Number(factorText);
  if (factor > maxWorkFactor) throw failure("holdfast.seal.work-factor", factorText, maxWorkFactor);
  const fileKey = unwrapFileKey(stanza.body, await wrappingKey(password, salt, factor));
  if (fileKey === undefined) throw failure("holdfast.seal.wrong-password");
  return fileKey;
}

function wrappingKey(password: Secret, salt: Uint8Array, factor: number): Promise<Buffer> {
  const cost = 2 ** factor;
  // Node's default would refuse anything above 32 MiB; some more is needed than the table itself.
  const maxmem = 128 * blockSize * (cost + 64);
  const salted = Buffer.concat([Buffer.from(label), salt]);
  giveBackSpareHeap();
  return deriveKey(password.reveal(), salted, 32, { N: cost, r: blockSize, p: 1, maxmem });
}
