import type { ManifestPart } from "../manifest/manifest.ts";
import type { PipelineGeometry } from "../pipeline/geometry.ts";
import type { OpenArchive } from "./open-archive.ts";

/** This machine's pipeline with the sizes that the archive was made with. */
export function archiveGeometry(
  archive: OpenArchive,
  part: ManifestPart,
  geometry: PipelineGeometry,
): PipelineGeometry {
  return {
    ...geometry,
    sliceSize: part.slice_size,
    volumeSize: archive.manifest.holdfast.volume_size,
  };
}
