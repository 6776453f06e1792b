/** The manifest's file name; an archive without it does not exist. */
export const manifestName = "backup-metadata.json";
/** The name of the file with the manifest's HMAC, hexadecimal and a line feed. */
export const hmacName = "backup-metadata.hmac";
/** Bytes that a manifest can have. */
export const longestManifest = 1_048_576;
/** The version of the format that this release writes, and the newest that it reads. */
export const formatVersion = 1;

/** What the manifest says of one part. */
export interface ManifestPart {
  readonly id: string;
  readonly content: "tar" | "stream";
  /** Data volumes. */
  readonly volumes: number;
  readonly index_volumes: number;
  /** Bytes of source per frame. */
  readonly slice_size: number;
  /** Bytes of the uncompressed stream. */
  readonly stream_size: number;
  /** Bytes of the stored data volumes and of the stored index volumes. */
  readonly stored_size: number;
  readonly index_stored_size: number;
  readonly entries: number;
  /** Entries by status, those that are `ok` left out. */
  readonly problems: Readonly<Record<string, number>>;
}

/** Holdfast's own section of the manifest. */
export interface ManifestSection {
  readonly format: number;
  /** What a reader must know; it refuses an archive that requires anything else. */
  readonly requires: readonly string[];
  readonly system: { readonly id: string; readonly name: string; readonly product: string };
  readonly archive: string;
  readonly version: string;
  readonly build: string;
  readonly comment: string;
  readonly sequence: number;
  readonly codec: "zstd" | "gzip" | "none";
  readonly sealed: boolean;
  /** Files that hold the archive's identity. */
  readonly key_slots: readonly string[];
  /** Bytes that a volume has, at most. */
  readonly volume_size: number;
  readonly parts: readonly ManifestPart[];
  /** SHA-256 of SHA256SUMS, hexadecimal. */
  readonly sums: string;
  /** The archive that this system made before at this location. */
  readonly previous?: { readonly name: string; readonly digest: string };
}

/** `backup-metadata.json`: vSphere's known keys and ours. No paths, counts only. */
export interface Manifest {
  /** Bytes stored. */
  readonly BackupSize: number;
  /** ISO 8601, UTC, milliseconds. */
  readonly StartTime: string;
  readonly EndTime: string;
  /** Seconds. */
  readonly Duration: number;
  readonly holdfast: ManifestSection;
}

/** The manifest's bytes: pretty-printed JSON and a line feed. */
export function formatManifest(manifest: Manifest): Uint8Array {
  return Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`);
}
