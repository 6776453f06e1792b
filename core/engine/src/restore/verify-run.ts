import type { ManifestPart } from "../manifest/manifest.ts";
import { failure } from "../messages/holdfast-error.ts";
import type { PipelineGeometry } from "../pipeline/geometry.ts";
import { OpenPipeline, type VolumeSource } from "../pipeline/open-pipeline.ts";
import { checkDigest } from "../pipeline/volume-digest.ts";
import type { Location } from "../transfer/location.ts";
import { type OpenArchive, readSums } from "./open-archive.ts";
import { archiveGeometry } from "./archive-geometry.ts";
import { partVolumes } from "./part-volumes.ts";

/** How much of an archive was proven. */
export interface VerifyReport {
  readonly archive: string;
  /** `content`: everything was unsealed and decompressed; `digests`: without a key, only digests were compared. */
  readonly extent: "content" | "digests";
  readonly volumes: number;
  /** Bytes that were read from the location. */
  readonly stored: number;
  /** Bytes of decompressed content, 0 for `digests`. */
  readonly content: number;
}

/** Told of every volume that was proven. */
export type VerifyListener = (volumes: number, of: number) => void;

/**
 * Reads every volume of an archive and proves it as far as the key goes.
 *
 * @throws HoldfastError that names the first volume that is wrong
 */
export async function verifyArchive(
  location: Location,
  archive: OpenArchive,
  geometry: PipelineGeometry,
  listener: VerifyListener,
): Promise<VerifyReport> {
  const sums = await readSums(location, archive);
  const { parts, sealed } = archive.manifest.holdfast;
  const byPart = parts.map((part) => ({ part, volumes: partVolumes(location, archive, sums, part) }));
  const total = byPart.reduce((sum, { volumes }) => sum + volumes.data.length + volumes.index.length, 0);
  if (total !== sums.size) throw failure("holdfast.restore.foreign-volumes", sums.size - total);
  let done = 0;
  let stored = 0;
  const counted = (source: VolumeSource): VolumeSource => ({
    ...source,
    fetch: async (into) => {
      const size = await source.fetch(into);
      stored += size;
      return size;
    },
  });
  const checked = (): void => listener(++done, total);
  if (sealed && archive.identity === undefined) {
    for (const { volumes } of byPart) {
      await compareDigests([...volumes.data, ...volumes.index].map(counted), archive, checked);
    }
    return { archive: archive.summary.archive, extent: "digests", volumes: done, stored, content: 0 };
  }
  let content = 0;
  for (const { part, volumes } of byPart) {
    const pipeline = openPart(archive, part, geometry);
    try {
      const size = await pipeline.check(volumes.data.map(counted), checked);
      const indexSize = await pipeline.check(volumes.index.map(counted), checked);
      if (size !== part.stream_size) {
        throw failure("holdfast.pipeline.stream-size-differs", part.id, size, part.stream_size);
      }
      content += size + indexSize;
    } finally {
      await pipeline.close();
    }
  }
  return { archive: archive.summary.archive, extent: "content", volumes: done, stored, content };
}

function openPart(archive: OpenArchive, part: ManifestPart, geometry: PipelineGeometry): OpenPipeline {
  return new OpenPipeline({
    geometry: archiveGeometry(archive, part, geometry),
    codec: archive.manifest.holdfast.codec,
    identity: archive.identity?.toText().reveal(),
  });
}

async function compareDigests(
  volumes: readonly VolumeSource[],
  archive: OpenArchive,
  checked: () => void,
): Promise<void> {
  const buffer = Buffer.alloc(archive.manifest.holdfast.volume_size);
  for (const { name, sha256, fetch } of volumes) {
    checkDigest(name, buffer.subarray(0, await fetch(buffer)), sha256);
    checked();
  }
}
