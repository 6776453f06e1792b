import { isSecret, Secret } from "@holdfast/contract";
import { failure, type HoldfastError } from "../messages/holdfast-error.ts";
import { openFile, sealFile } from "./age/file.ts";
import { type Identity, parseIdentity, type Recipient } from "./age/identity.ts";

/** Bytes of a key slot as it is stored, at most. */
export const maxKeySlotSize: number = 64 * 1024;

/** The archive that an identity was made for. */
export interface SlotOwner {
  /** The random id of the system that made the archive. */
  readonly systemId: string;
  /** The name of the archive's directory. */
  readonly archive: string;
}

/** What a key slot holds. */
export interface KeySlot extends SlotOwner {
  readonly identity: Identity;
}

const label = "# holdfast-archive: ";
const creationLabel = "# created: ";

/**
 * The identity of an archive as an age file, for a password or a recipient. What
 * `age -d` makes of it is an identity file that `age -d -i` takes.
 *
 * @param created ISO 8601 time that is noted in the file
 *
 * Throws `holdfast.seal.malformed-key-slot` when the owner's words cannot stand in it.
 */
export async function writeKeySlot(
  identity: Identity,
  owner: SlotOwner,
  created: string,
  protection: Secret | Recipient,
): Promise<Uint8Array> {
  const { systemId, archive } = owner;
  const lines = [
    `${label}${systemId} ${archive}`,
    `${creationLabel}${created}`,
    identity.toText().reveal(),
    "",
  ];
  const text = lines.join("\n");
  parseKeySlot(text);
  return sealFile(Buffer.from(text), isSecret(protection) ? protection : [protection]);
}

/**
 * Opens a key slot. Whether its owner is the expected one is for the caller to check.
 *
 * Throws what `openFile` throws, and `holdfast.seal.malformed-key-slot`.
 */
export async function openKeySlot(file: Uint8Array, key: Secret | readonly Identity[]): Promise<KeySlot> {
  if (file.length > maxKeySlotSize) throw malformed("it is too large");
  const content = await openFile(file, key);
  return parseKeySlot(Buffer.from(content).toString("latin1"));
}

function parseKeySlot(text: string): KeySlot {
  const lines = text.split("\n");
  const owner = lines[0]?.startsWith(label) ? lines[0].slice(label.length) : "";
  const [systemId, archive, ...further] = owner.split(" ");
  if (!isWord(systemId) || !isWord(archive) || further.length > 0) {
    throw malformed("its first line does not name a system and an archive");
  }
  const rest = lines.slice(lines[1]?.startsWith(creationLabel) ? 2 : 1);
  if (rest.length !== 2 || rest[1] !== "") throw malformed("it is not one identity behind its comments");
  return { systemId, archive, identity: parseIdentity(new Secret(rest[0] ?? "")) };
}

function isWord(text: string | undefined): text is string {
  return text !== undefined && /^[\x21-\x7e]{1,255}$/.test(text);
}

function malformed(reason: string): HoldfastError {
  return failure("holdfast.seal.malformed-key-slot", reason);
}
