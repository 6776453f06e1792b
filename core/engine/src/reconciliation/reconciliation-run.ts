import { message } from "../messages/catalogue.ts";
import type { Message } from "../messages/message.ts";
import type { Part } from "../parts/part.ts";
import { withoutOwnFiles } from "../parts/own-files.ts";
import type { TreePart } from "../parts/tree-part.ts";
import type { PipelineGeometry } from "../pipeline/geometry.ts";
import { type OpenArchive, readSums } from "../restore/open-archive.ts";
import { PartReader } from "../restore/part-reader.ts";
import { partVolumes } from "../restore/part-volumes.ts";
import type { Location } from "../transfer/location.ts";
import { comparePart } from "./part-comparison.ts";
import { comparisonMessages } from "./comparison-messages.ts";

/** What a comparison works with, beside the archive. */
export interface ReconciliationGround {
  readonly parts: readonly Part[];
  readonly stateDir: string;
  /** Names of directories that restores have put aside. */
  readonly replaced: readonly string[];
  readonly geometry: PipelineGeometry;
}

/** Who is told how a comparison goes, and how it is ended. */
export interface ReconciliationListener {
  readonly signal: AbortSignal;
  readonly say: (said: Message) => void;
  /** Entries of the archive that have been compared, of all. */
  readonly progress: (compared: number, total: number) => void;
}

/**
 * Compares the appliance's parts with those of an archive.
 *
 * @param wanted ids of the parts that were restored; all when left out
 * @returns whether there was no difference
 */
export async function reconcile(
  location: Location,
  archive: OpenArchive,
  ground: ReconciliationGround,
  wanted: readonly string[] | undefined,
  { signal, say, progress }: ReconciliationListener,
): Promise<boolean> {
  const sums = await readSums(location, archive);
  const stored = archive.manifest.holdfast.parts.filter(({ id }) => wanted?.includes(id) ?? true);
  const total = stored.reduce((sum, { entries }) => sum + entries, 0);
  const reader = new PartReader(archive, ground.geometry);
  let compared = 0;
  let same = true;
  try {
    for (const each of stored) {
      const part = treePart(ground, each.id);
      if (part === undefined || each.content !== "tar") {
        say(message("holdfast.reconciliation.not-compared", each.id));
        continue;
      }
      const volumes = partVolumes(location, archive, sums, each);
      const step = (entries: number): void => progress((compared += entries), total);
      const comparison = await comparePart(part, each, volumes, reader, step, signal);
      for (const said of comparisonMessages(comparison)) say(said);
      if (comparison.differences > 0) same = false;
    }
    return same;
  } finally {
    await reader.close();
  }
}

function treePart({ parts, stateDir, replaced }: ReconciliationGround, id: string): TreePart | undefined {
  const part = parts.find((each) => each.id === id);
  if (part === undefined) return undefined;
  const compared = withoutOwnFiles(part, stateDir, replaced);
  return compared.kind === "tree" ? compared : undefined;
}
