import type { Manifest, ManifestPart } from "../../manifest/manifest.ts";
import type { SystemInfo } from "../../manifest/system-info.ts";
import { message } from "../../messages/catalogue.ts";
import type { Message } from "../../messages/message.ts";
import type { Part } from "../../parts/part.ts";
import type { OpenArchive } from "../open-archive.ts";

/** Whether this appliance can be restored from an archive. */
export interface Applicability {
  /** The archive's directory name. */
  readonly archive: string;
  readonly manifest: Manifest;
  /** Whether a key has shown the archive to be authentic. */
  readonly authentic: boolean;
  /** Whether a restore would be begun; the reasons say why not. */
  readonly applicable: boolean;
  readonly reasons: readonly Message[];
  /** What a restore would leave out, or cannot vouch for. It is begun only when told to ignore that. */
  readonly warnings: readonly Message[];
}

/** A part of the appliance and what the archive has of it. */
export interface RestorablePart {
  readonly part: Part;
  readonly stored: ManifestPart;
}

/** The judgement on an archive, and what a restore would take from it. */
export interface Verdict extends Applicability {
  readonly parts: readonly RestorablePart[];
}

/** What archives are judged by. */
export interface ApplianceDescription {
  readonly system: SystemInfo;
  readonly parts: readonly Part[];
  /** Whether data of this version of the product can be used by the appliance as it is. */
  readonly acceptsVersion: (version: string) => boolean;
}

/**
 * Judges an archive that was opened, and is of this product therefore.
 *
 * @param wanted ids of the parts to restore; all that can be when left out
 */
export function judge(
  archive: OpenArchive,
  appliance: ApplianceDescription,
  wanted: readonly string[] | undefined,
): Verdict {
  const { manifest, identity, summary } = archive;
  const { version, parts: stored } = manifest.holdfast;
  const reasons: Message[] = [];
  const warnings: Message[] = [];
  if (!appliance.acceptsVersion(version)) {
    reasons.push(message("holdfast.restore.other-version", version, appliance.system.version));
  }
  if (identity === undefined) warnings.push(message("holdfast.restore.not-authentic"));
  const parts: RestorablePart[] = [];
  for (const id of wanted ?? stored.map((part) => part.id)) {
    const found = stored.find((part) => part.id === id);
    const part = appliance.parts.find((each) => each.id === id);
    const reason =
      found === undefined ? message("holdfast.restore.part-not-stored", id) : whyNot(found, part);
    if (reason !== undefined) {
      // Who asks for everything gets everything that can be restored; who names a part wants that part.
      const isOptional = wanted === undefined && reason.id === "holdfast.restore.part-without-way-back";
      (isOptional ? warnings : reasons).push(reason);
    } else if (found !== undefined && part !== undefined) {
      parts.push({ part, stored: found });
    }
  }
  if (wanted === undefined) {
    const missing = appliance.parts.filter((part) => !stored.some(({ id }) => id === part.id));
    const mandatory = missing.filter((part) => !part.optional && isRestorable(part));
    warnings.push(...mandatory.map(({ id }) => message("holdfast.restore.part-missing", id)));
  }
  if (parts.length === 0 && reasons.length === 0)
    reasons.push(message("holdfast.restore.nothing-to-restore"));
  return {
    archive: summary.archive,
    manifest,
    authentic: identity !== undefined,
    applicable: reasons.length === 0,
    reasons,
    warnings,
    parts,
  };
}

function whyNot(stored: ManifestPart, part: Part | undefined): Message | undefined {
  if (part === undefined) return message("holdfast.restore.part-unknown-here", stored.id);
  if ((part.kind === "tree") !== (stored.content === "tar")) {
    return message("holdfast.restore.part-of-other-kind", stored.id);
  }
  return isRestorable(part) ? undefined : message("holdfast.restore.part-without-way-back", stored.id);
}

function isRestorable(part: Part): boolean {
  return part.kind === "tree" || part.restore !== undefined;
}
