import type { Secret } from "@holdfast/contract";
import { failure, HoldfastError, isHoldfastError } from "../messages/holdfast-error.ts";
import type { Message } from "../messages/message.ts";
import { mostRecipients } from "../manifest/key-slot-name.ts";
import type { Part } from "../parts/part.ts";
import { checkBackupPassword } from "../policy/password.ts";
import { parseRecipient } from "../seal/age/identity.ts";
import type { FrameCodec } from "../seal/frames.ts";
import { checkKeep } from "./keep.ts";
import { fromLocation } from "../transfer/location-message.ts";
import { type LocationRequest, type LocationTarget, resolveTarget } from "../transfer/location-request.ts";
import type { PluginRegistry } from "../transfer/plugin-registry.ts";

/** Which of the stored volumes are read back before a backup counts as done. */
export type VerifyExtent = "full" | "sample" | "none";

/** What somebody asks for when they start a backup. */
export interface BackupRequest {
  readonly location: LocationRequest;
  /** Ids of optional parts, beside those that are always backed up; all parts when left out. */
  readonly parts?: readonly string[];
  /** Seals the archive; must keep the password policy. */
  readonly password?: Secret;
  /** `age1…`: who can open the archive beside the password, or instead of it. */
  readonly recipients?: readonly string[];
  readonly comment?: string;
  /** Default `zstd`. */
  readonly compression?: FrameCodec;
  /** Default 1 for zstd, 6 for gzip. */
  readonly level?: number;
  /** Default `full`. */
  readonly verify?: VerifyExtent;
  /** Default `MANUAL`. */
  readonly trigger?: "MANUAL" | "SCHEDULED";
  /** Go on where another system's archives lie under this system's name. */
  readonly adopt?: boolean;
  /** How many of this system's archives stay at the location, this one included; all when left out. */
  readonly keep?: number;
}

/** What holds for every backup whose request does not say otherwise. */
export type BackupDefaults = Partial<Pick<BackupRequest, "recipients" | "compression" | "level" | "verify">>;

/** The request with what it leaves open; a level is the default compression's own. */
export function withDefaults(request: BackupRequest, defaults: BackupDefaults): BackupRequest {
  const { level, ...others } = defaults;
  const suits = level !== undefined && request.compression === undefined;
  return { ...others, ...(suits && { level }), ...request };
}

/** A request in which everything that can be checked without I/O is right. */
export interface BackupPlan {
  readonly target: LocationTarget;
  readonly parts: readonly Part[];
  readonly password: Secret | undefined;
  readonly recipients: readonly string[];
  readonly comment: string;
  readonly codec: FrameCodec;
  readonly level: number;
  readonly verify: VerifyExtent;
  readonly trigger: "MANUAL" | "SCHEDULED";
  readonly adopt: boolean;
  readonly keep: number | undefined;
}

const levels: Readonly<Record<FrameCodec, { lowest: number; highest: number; normal: number }>> = {
  zstd: { lowest: 1, highest: 19, normal: 1 },
  gzip: { lowest: 1, highest: 9, normal: 6 },
  none: { lowest: 0, highest: 0, normal: 0 },
};
const longestComment = 1000;

/**
 * Checks a request as a whole, without any I/O.
 *
 * @throws HoldfastError with a message for everything that is wrong
 */
export function planBackup(
  request: BackupRequest,
  allParts: readonly Part[],
  registry: PluginRegistry,
): BackupPlan {
  const wrong: Message[] = [];
  const check = <T>(step: () => T): T | undefined => {
    try {
      return step();
    } catch (error) {
      const known = fromLocation(error);
      if (!isHoldfastError(known)) throw error;
      wrong.push(...known.messages);
      return undefined;
    }
  };
  const { password, recipients = [], comment = "", compression: codec = "zstd" } = request;
  const target = check(() => resolveTarget(request.location, registry));
  const parts = check(() => chooseParts(request.parts, allParts));
  const level = check(() => levelFor(codec, request.level));
  if (password !== undefined) check(() => checkBackupPassword(password));
  check(() => checkRecipients(recipients));
  check(() => checkComment(comment));
  const { keep } = request;
  if (keep !== undefined) check(() => checkKeep(keep));
  if (wrong.length > 0 || target === undefined || parts === undefined || level === undefined) {
    throw new HoldfastError(wrong, { errorType: "INVALID_ARGUMENT" });
  }
  const { verify = "full", trigger = "MANUAL", adopt = false } = request;
  return { target, parts, password, recipients, comment, codec, level, verify, trigger, adopt, keep };
}

function chooseParts(wanted: readonly string[] | undefined, all: readonly Part[]): readonly Part[] {
  if (wanted === undefined) return someOf(all);
  const unknown = wanted.filter((id) => !all.some((part) => part.id === id));
  if (unknown.length > 0) {
    throw failure("holdfast.backup.unknown-part", unknown.join(", "), all.map((part) => part.id).join(", "));
  }
  return someOf(all.filter((part) => !part.optional || wanted.includes(part.id)));
}

/** An archive of nothing would be taken for a backup. */
function someOf(parts: readonly Part[]): readonly Part[] {
  if (parts.length === 0) throw failure("holdfast.backup.no-part");
  return parts;
}

function levelFor(codec: FrameCodec, wanted: number | undefined): number {
  const { lowest, highest, normal } = levels[codec];
  const level = wanted ?? normal;
  if (!Number.isInteger(level) || level < lowest || level > highest) {
    throw failure("holdfast.backup.bad-level", codec, lowest, highest);
  }
  return level;
}

function checkRecipients(recipients: readonly string[]): void {
  if (recipients.length > mostRecipients)
    throw failure("holdfast.backup.too-many-recipients", mostRecipients);
  for (const recipient of recipients) parseRecipient(recipient);
}

function checkComment(comment: string): void {
  if (comment.length > longestComment || /[\p{Cc}\p{Cs}]/u.test(comment)) {
    throw failure("holdfast.backup.bad-comment", longestComment);
  }
}
