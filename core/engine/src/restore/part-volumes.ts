import type { ManifestPart } from "../manifest/manifest.ts";
import type { Sums } from "../manifest/sums.ts";
import { volumeName, type VolumeKind } from "../manifest/volume-name.ts";
import { failure } from "../messages/holdfast-error.ts";
import type { VolumeSource } from "../pipeline/open-pipeline.ts";
import type { Location } from "../transfer/location.ts";
import type { OpenArchive } from "./open-archive.ts";

/** A part's volumes in their order. */
export interface PartVolumes {
  readonly data: readonly VolumeSource[];
  readonly index: readonly VolumeSource[];
}

/**
 * Finds a part's volumes in the archive's table.
 *
 * @throws HoldfastError when the table lacks one that the manifest counts
 */
export function partVolumes(
  location: Location,
  archive: OpenArchive,
  sums: Sums,
  part: ManifestPart,
): PartVolumes {
  const sources = (content: VolumeKind["content"], count: number): VolumeSource[] =>
    Array.from({ length: count }, (_, index) => {
      const name = volumeNameIn(archive, part, content, index + 1);
      const sha256 = sums.get(name);
      if (sha256 === undefined) throw failure("holdfast.manifest.volume-missing", name);
      const fetch = (into: Uint8Array): Promise<number> =>
        location.readInto(`${archive.directory}/${name}`, into);
      return { name, sha256, fetch };
    });
  return { data: sources(part.content, part.volumes), index: sources("index", part.index_volumes) };
}

/** The name of one of a part's volumes. */
export function volumeNameIn(
  archive: OpenArchive,
  part: ManifestPart,
  content: VolumeKind["content"],
  number: number,
): string {
  const { codec, sealed } = archive.manifest.holdfast;
  return volumeName({ part: part.id, content, codec, sealed }, number);
}
